import type { ServerResponse } from 'node:http'
import type { Answer } from './answers.js'
import type { OpenSockets } from './open-sockets.js'
import type { Outcome } from './outcome.js'

/** Brings an outcome onto the wire, or the accident that the answer wants to happen to it there.
 * Returns the status, if one was sent. */
export function sendAnswer(
  response: ServerResponse,
  outcome: Outcome,
  answer: Answer,
  sockets: OpenSockets
): number | undefined {
  switch (answer.ending) {
    case 'hang':
      return undefined
    case 'close':
      response.destroy()
      return undefined
    case 'reset':
      sockets.reset(response.socket)
      return undefined
    case 'cut':
      sendHead(response, outcome, answer)
      sendHalf(response, outcome)
      return outcome.status
    default:
      sendHead(response, outcome, answer)
      response.end(outcome.body)
      return outcome.status
  }
}

function sendHead(response: ServerResponse, { status, body }: Outcome, { headers }: Answer): void {
  response.setHeader('Content-Type', 'application/json; charset=utf-8')
  response.setHeader('Content-Length', Buffer.byteLength(body))
  for (const [name, value] of Object.entries(headers ?? {})) response.setHeader(name, value)
  response.writeHead(status)
}

// Destroyed only once it is written: a socket destroyed at once might send no head either.
function sendHalf(response: ServerResponse, { body }: Outcome): void {
  const bytes = Buffer.from(body)
  response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
}
