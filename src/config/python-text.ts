import { ConfigurationError } from '../diagnostics/errors.js'

/** Text that is read from left to right. No error shows any of it: it may hold a connection string. */
export class PythonText {
  readonly #text: string
  readonly #setting: string
  #position = 0

  /** @param setting whose value it is, for errors */
  constructor(text: string, setting: string) {
    this.#text = text
    this.#setting = setting
    this.#skipBlanks()
  }

  get isAtEnd(): boolean {
    return this.#position === this.#text.length
  }

  /** Goes past `token` when it stands here. */
  take(token: string): boolean {
    if (!this.#text.startsWith(token, this.#position)) return false
    this.#position += token.length
    this.#skipBlanks()
    return true
  }

  /** Goes past what a sticky pattern finds here. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position
    const found = pattern.exec(this.#text) ?? undefined
    if (found === undefined) return undefined
    this.#position = pattern.lastIndex
    this.#skipBlanks()
    return found
  }

  /** What is wrong, and at which character; to be thrown. */
  failure(problem: string): ConfigurationError {
    const place = this.isAtEnd ? 'at its end' : `at character ${this.#position + 1}`
    const message = `${place} ${problem}; allowed is opencensus.module.Name(argument=literal, …)`
    return new ConfigurationError('ERR_OPTION', this.#setting, message)
  }

  #skipBlanks(): void {
    while (' \t\r\n'.includes(this.#text[this.#position] ?? 'end')) this.#position++
  }
}
