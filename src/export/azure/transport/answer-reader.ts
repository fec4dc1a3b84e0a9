import { startBackgroundTimer, stopBackgroundTimer } from '../../../trace/background-timer.js'

/** What came of one POST: an answer of whatever status, or none. */
export type PostOutcome = Answer | PostFailure

interface PostFailure {
  readonly kind: 'failure'
  readonly error: unknown
}

export interface Answer {
  readonly kind: 'answer'
  readonly status: number
  readonly retryAfter: string | undefined
  readonly location: string | undefined
  readonly cacheControl: string | undefined
  readonly date: string | undefined
  readonly body: string
}

/** How a reader ends its request; core and undici call it so alike. */
interface Controller {
  abort(reason: Error): void
}

type Head = Readonly<Record<string, string | readonly string[] | undefined>>

const maxBodyLength = 1024 * 1024

/**
 * Collects one answer, and settles in time whatever the network does. More than 1 MiB of it is
 * nothing that the service would send.
 */
export class AnswerReader {
  readonly #resolve: (outcome: PostOutcome) => void
  readonly #timer: NodeJS.Timeout
  readonly #chunks: Buffer[] = []
  #controller: Controller | undefined = undefined
  #givenUp: Error | undefined = undefined
  #length = 0
  #status = 0
  #head: Head = {}

  /** @param timeout milliseconds for all of it: to connect, to be answered, to read the answer */
  constructor(resolve: (outcome: PostOutcome) => void, timeout: number) {
    this.#resolve = resolve
    this.#timer = startBackgroundTimer(() => this.#giveUp(timeout), timeout)
  }

  onRequestStart(controller: Controller): void {
    this.#controller = controller
    // It was told to be undelivered, and is sent again elsewhere: it must not go out after all.
    if (this.#givenUp !== undefined) controller.abort(this.#givenUp)
  }

  onResponseStart(_: Controller, status: number, head: Head): void {
    // 1xx only announces the answer.
    if (status < 200) return
    this.#status = status
    this.#head = head
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#length += chunk.length
    if (this.#length > maxBodyLength) controller.abort(new Error('the answer is too long'))
    else this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    this.#settle({
      kind: 'answer',
      status: this.#status,
      retryAfter: this.#header('retry-after'),
      location: this.#header('location'),
      cacheControl: this.#header('cache-control'),
      date: this.#header('date'),
      body: Buffer.concat(this.#chunks).toString()
    })
  }

  onResponseError(_: Controller | undefined, error: Error): void {
    // The head has said what became of the request; to send again what was accepted would double it.
    if (this.#status === 0) this.#settle({ kind: 'failure', error })
    else this.onResponseEnd()
  }

  #giveUp(timeout: number): void {
    const error = new Error(`no whole answer within ${timeout / 1000} s`)
    this.#givenUp = Object.assign(error, { code: 'ETIMEDOUT' })
    this.onResponseError(this.#controller, this.#givenUp)
    this.#controller?.abort(this.#givenUp)
  }

  #settle(outcome: PostOutcome): void {
    stopBackgroundTimer(this.#timer)
    this.#resolve(outcome)
  }

  #header(name: string): string | undefined {
    const value = this.#head[name]
    return typeof value === 'string' ? value : value?.[0]
  }
}
