import { once } from 'node:events'
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse
} from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TestContext } from 'node:test'

/** Through which programs reach other servers: in absolute form, or through tunnels. */
export interface ForwardProxy {
  readonly url: string
  /** `GET http://host/path` and `CONNECT host:port`, in the order in which they came. */
  readonly requests: readonly string[]
  /** Every traceparent that a CONNECT carried: the tunnel is nobody's call. */
  readonly tunnelHeaders: readonly string[]
}

export async function startForwardProxy(t: TestContext): Promise<ForwardProxy> {
  const requests: string[] = []
  const tunnelHeaders: string[] = []
  const server = createServer((request, response) => {
    // A stray client that takes our port for another's.
    if (!URL.canParse(request.url ?? '')) return void response.writeHead(400).end()
    requests.push(`${request.method} ${request.url}`)
    passOn(request, response)
  })
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    requests.push(`CONNECT ${request.url}`)
    const { traceparent } = request.headers
    if (traceparent !== undefined) tunnelHeaders.push(String(traceparent))
    openTunnel(request.url ?? '', socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${port}`, requests, tunnelHeaders }
}

function passOn(request: IncomingMessage, response: ServerResponse): void {
  const { method = 'GET', url = '', rawHeaders: headers } = request
  // A connection of its own for each: the target's are all closed when the program is gone.
  const onward = forward(url, { method, headers: headers as unknown as string[], agent: false })
  onward.on('response', answer => {
    response.writeHead(answer.statusCode ?? 0, answer.rawHeaders)
    answer.pipe(response)
  })
  onward.on('error', error => response.destroy(error))
  request.pipe(onward)
}

function openTunnel(address: string, socket: Duplex): void {
  const { hostname, port } = new URL(`tunnel://${address}`)
  const far = connect(Number(port), hostname)
  for (const end of [socket, far]) {
    end.on('error', () => end.destroy())
    end.on('close', () => (end === far ? socket : far).destroy())
  }
  socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
  socket.pipe(far).pipe(socket)
}
