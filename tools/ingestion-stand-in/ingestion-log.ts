import { Arrivals } from './arrivals.js'
import type { CheckedItem, Envelope } from './envelope.js'
import type { TrackRequest } from './track-request.js'

/** An envelope that failed the schema or one of the rules beyond it. */
export interface Violation {
  readonly requestIndex: number
  /** Zero-based position in the request, as in the answer's errors. */
  readonly line: number
  readonly envelope: Envelope
  readonly problems: readonly string[]
}

/** Is told what the log gains, the moment it does. */
export interface Reporter {
  accepted(envelope: Envelope): void
  violation(violation: Violation): void
  protocolError(text: string): void
}

/** All that ever came to one stand-in. */
export class IngestionLog {
  readonly envelopes: Envelope[] = []
  readonly received: Envelope[] = []
  readonly requests: TrackRequest[] = []
  readonly violations: Violation[] = []
  readonly protocolErrors: string[] = []
  readonly arrivals = new Arrivals()
  readonly #reporter: Reporter | undefined

  constructor(reporter: Reporter | undefined) {
    this.#reporter = reporter
  }

  /** Returns the request's index. */
  addRequest(request: TrackRequest, faults: readonly string[]): number {
    const index = this.requests.push(request) - 1
    for (const fault of faults) this.addProtocolError(`request ${index}: ${fault}`)
    return index
  }

  addProtocolError(text: string): void {
    this.protocolErrors.push(text)
    this.#reporter?.protocolError(text)
  }

  addReceived(requestIndex: number, items: readonly CheckedItem[]): void {
    for (const [line, { envelope, problems }] of items.entries()) {
      this.received.push(envelope)
      if (problems.length > 0) this.#addViolation({ requestIndex, line, envelope, problems })
    }
  }

  addAccepted(envelopes: readonly Envelope[]): void {
    for (const envelope of envelopes) {
      this.envelopes.push(envelope)
      this.#reporter?.accepted(envelope)
    }
  }

  #addViolation(violation: Violation): void {
    this.violations.push(violation)
    this.#reporter?.violation(violation)
  }
}
