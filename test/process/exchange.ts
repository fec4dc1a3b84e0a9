import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request as it came to a server under our control, and what was done with it. */
export class Exchange {
  readonly method: string
  /** The request target, as it was sent. */
  readonly url: string
  /** `http://127.0.0.1:1234`, of the server. */
  readonly origin: string
  /** In the order and the case of the wire. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly receivedAt = performance.now()
  body = ''
  /** The last status sent; undefined when there was none. */
  status: number | undefined = undefined
  /** When the server began to send the end of its answer. */
  answeredAt: number | undefined = undefined

  constructor({ method = '', url = '', rawHeaders }: IncomingMessage, origin: string) {
    this.method = method
    this.url = url
    this.origin = origin
    this.headers = pairs(rawHeaders)
  }

  header(name: string): string | undefined {
    return this.all(name)[0]
  }

  all(name: string): string[] {
    return this.headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value)
  }

  /**
   * Notes status and time from now on. The client cannot know of the end before we send it. An
   * answer to a client that is gone has no end.
   */
  follow(response: ServerResponse): void {
    const { end } = response
    response.end = (...args: unknown[]) => {
      if (!response.destroyed) this.answeredAt ??= performance.now()
      return Reflect.apply(end, response, args)
    }
    response.on('close', () => {
      if (response.headersSent) this.status ??= response.statusCode
    })
  }
}

function pairs(rawHeaders: readonly string[]): (readonly [string, string])[] {
  const found: (readonly [string, string])[] = []
  for (let i = 0; i < rawHeaders.length; i += 2) {
    found.push([rawHeaders[i] ?? '', rawHeaders[i + 1] ?? ''])
  }
  return found
}
