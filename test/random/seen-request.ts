import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** One request as the server saw it, and what the server did with it. */
export class SeenRequest {
  readonly caseId: number
  /** How many came of the same case before. */
  readonly attempt: number
  readonly method: string
  readonly url: string
  /** In the order and the case of the wire. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly receivedAt = performance.now()
  /** What went out: undefined when no head did. */
  status: number | undefined = undefined
  /** When the server began to send the end of its answer. */
  answeredAt: number | undefined = undefined
  /** Milliseconds for which the server stood still before it had answered. */
  lag = 0
  /** Length and hash of the request's body; undefined unless it came whole. */
  body: string | undefined = undefined

  /** @param total length of the body that the case sends */
  constructor(caseId: number, attempt: number, total: number, request: IncomingMessage) {
    const { method = '', url = '', rawHeaders } = request
    this.caseId = caseId
    this.attempt = attempt
    this.method = method
    this.url = url
    this.headers = Array.from({ length: rawHeaders.length / 2 }, (_, i) => {
      return [rawHeaders[2 * i] ?? '', rawHeaders[2 * i + 1] ?? '']
    })
    this.#readBody(request, total)
  }

  get traceparents(): readonly string[] {
    return this.headers
      .filter(([name]) => name.toLowerCase() === 'traceparent')
      .map(([, value]) => value)
  }

  #readBody(request: IncomingMessage, total: number): void {
    const hash = createHash('sha1')
    let bytes = 0
    // Not by 'data': whether and when the body is read is the answer's choice.
    const { push } = request
    request.push = (chunk: Buffer | null, encoding) => {
      if (chunk !== null) {
        hash.update(chunk)
        bytes += chunk.length
      } else if (request.complete && isWhole(request, bytes, total))
        this.body = `${bytes} ${hash.digest('hex').slice(0, 8)}`
      return push.call(request, chunk, encoding)
    }
    request.on('error', () => undefined)
  }
}

/** When the client goes away core may call half a body complete. */
function isWhole({ headers }: IncomingMessage, bytes: number, total: number): boolean {
  const length = headers['content-length']
  if (length !== undefined) return Number(length) === bytes
  return bytes === 0 || bytes === total
}
