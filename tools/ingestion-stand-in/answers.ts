import type { TrackRequest } from './track-request.js'

/** What becomes of a request. Everything left out is as the service would do it, so `{}` is the
 * honest answer. An item that fails the check is never accepted, whatever is answered. */
export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Refuses single items; those it returns undefined for are accepted. */
  readonly items?: (index: number) => ItemRefusal | undefined
  /** Milliseconds before anything is answered. */
  readonly delay?: number
  readonly ending?: Ending
  /** Whether the valid items count as accepted, against what the status says. Without it they do
   * when the answer says so, and do not when no answer is sent. */
  readonly accept?: boolean
}

/** How an answer goes wrong on the wire: the socket is closed without one, or in the middle of
 * its body, or by a reset, or stays open with nothing ever sent. */
export type Ending = 'close' | 'cut' | 'reset' | 'hang'

/** Why one item of a request is not accepted. */
export interface ItemRefusal {
  readonly statusCode: number
  readonly message: string
}

/** One answer for all requests, or a choice by request; undefined chooses the honest answer. */
export type AnswerScript = Answer | ((request: TrackRequest, index: number) => Answer | undefined)

/** The answers to come: first those given for one request each, then the lasting one. */
export class Answers {
  #lasting: AnswerScript = {}
  readonly #once: AnswerScript[] = []

  setLasting(script: AnswerScript): void {
    this.#lasting = script
  }

  addOnce(scripts: readonly AnswerScript[]): void {
    this.#once.push(...scripts)
  }

  next(request: TrackRequest, index: number): Answer {
    const script = this.#once.shift() ?? this.#lasting
    if (typeof script !== 'function') return script
    return script(request, index) ?? {}
  }
}
