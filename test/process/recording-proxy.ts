import { once } from 'node:events'
import {
  createServer,
  request as forward,
  type IncomingMessage,
  type ServerResponse
} from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { Exchange } from './exchange.js'

/** Stands before a server that is not ours and remembers what goes to it. */
export interface RecordingProxy {
  readonly origin: string
  takeExchanges(): Promise<readonly Exchange[]>
}

export async function startRecordingProxy(t: TestContext, server: string): Promise<RecordingProxy> {
  let exchanges: Exchange[] = []
  let origin = ''
  const proxy = createServer((request, response) => {
    const exchange = new Exchange(request, origin)
    exchanges.push(exchange)
    exchange.follow(response)
    pass(server, request, response)
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  origin = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  t.after(() => {
    proxy.close()
    proxy.closeAllConnections()
  })
  const takeExchanges = async () => {
    const taken = exchanges
    exchanges = []
    return taken
  }
  return { origin, takeExchanges }
}

function pass(server: string, request: IncomingMessage, response: ServerResponse): void {
  const { method, url, rawHeaders: headers } = request
  const options = { method, headers, path: url, agent: false }
  const onward = forward(server, options as object, answer => {
    response.writeHead(answer.statusCode ?? 0, answer.rawHeaders)
    answer.pipe(response)
  })
  onward.on('error', error => response.destroy(error))
  request.pipe(onward)
}
