import type { Socket } from 'node:net'
import type { Fault, OddBytes } from './answer.js'
import type { SeenRequest } from './seen-request.js'

type Send = (socket: Socket, seen: SeenRequest) => void

const ok = 'HTTP/1.1 200 OK\r\n'

/** Sends these bytes and closes; `status` is what a client can make of them. */
function send(text: string, status?: number): Send {
  return (socket, seen) => {
    seen.status = status
    socket.end(text, 'latin1')
    // Clients that wait for more than these bytes must not keep the server.
    setTimeout(() => socket.destroy(), 60)
  }
}

/** What servers send that are no servers, or no good ones. */
export const oddBytes = {
  'no HTTP': send('SSH-2.0-OpenSSH_9.6\r\n\r\n'),
  'half a head': send(`${ok}Content-Len`),
  'huge head': send(`${ok}X-Huge: ${'x'.repeat(20_000)}\r\n\r\n`),
  'two lengths': send(`${ok}Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc`),
  'bad chunk': send(`${ok}Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nxyz\r\n`, 200),
  upgrade: send(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n',
    101
  ),
  'upgrade and data': send(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello',
    101
  ),
  'HTTP/1.0': send('HTTP/1.0 200 Fine\r\nX-Old: yes\r\n\r\nuntil the end', 200),
  'more than the body': send(`${ok}Content-Length: 3\r\n\r\nabcdefgh`, 200),
  'two answers': send(`${ok}Content-Length: 1\r\n\r\na${ok}Content-Length: 1\r\n\r\nb`, 200),
  'continue first': send(`HTTP/1.1 100 Continue\r\n\r\n${ok}Content-Length: 1\r\n\r\na`, 200)
} as const satisfies Record<OddBytes, Send>

export function isOddBytes(fault: Fault): fault is OddBytes {
  return Object.hasOwn(oddBytes, fault)
}
