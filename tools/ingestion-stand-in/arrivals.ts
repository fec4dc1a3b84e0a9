import { EventEmitter, once } from 'node:events'

/** Lets tests wait until what has arrived is what they wait for. */
export class Arrivals {
  readonly #emitter = new EventEmitter()
  #isClosed = false

  /** To be called whenever something has arrived. */
  announce(): void {
    this.#emitter.emit('arrival')
  }

  /** Nothing will arrive any more; all who wait get an error. */
  close(): void {
    this.#isClosed = true
    this.announce()
  }

  /** Whether the condition came true in time. What the condition throws is passed on. */
  async until(isMet: () => boolean, timeoutMs: number): Promise<boolean> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), timeoutMs)
    try {
      await this.#untilAborted(isMet, deadline.signal)
      return true
    } catch (error) {
      if (deadline.signal.aborted) return false
      throw error
    } finally {
      clearTimeout(timer)
    }
  }

  // No arrival is missed: from the check to the next once() there is no await.
  async #untilAborted(isMet: () => boolean, signal: AbortSignal): Promise<void> {
    while (!isMet()) {
      if (this.#isClosed) throw new Error('the stand-in was closed')
      await once(this.#emitter, 'arrival', { signal })
    }
  }
}
