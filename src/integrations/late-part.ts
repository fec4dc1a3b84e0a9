/**
 * The part of an integration that is needed from its first call on. Its code is a file of its own
 * (see build.mjs), so that a start-up need not read it: half of what takes time there is reading.
 */
export class LatePart<Part> {
  readonly #load: () => Part
  readonly #release: (part: Part) => void
  #part: Part | undefined = undefined
  #isStopped = false

  /** @param release undoes what the part itself has changed */
  constructor(load: () => Part, release: (part: Part) => void = () => undefined) {
    this.#load = load
    this.#release = release
  }

  /** Undefined before the first call, and when the integration is turned off. */
  get(): Part | undefined {
    return this.#part
  }

  /**
   * For what begins a call. Undefined when the integration is turned off.
   *
   * @throws when the code cannot be read; the next call tries again
   */
  getForCall(): Part | undefined {
    if (this.#part === undefined && !this.#isStopped) this.#part = this.#load()
    return this.#part
  }

  /** A patch that lies below someone else's cannot be taken out; it does nothing more then. */
  stop(): void {
    this.#isStopped = true
    if (this.#part !== undefined) this.#release(this.#part)
    this.#part = undefined
  }
}
