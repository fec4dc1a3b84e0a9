import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { Exchange } from '../process/exchange.js'

type Answer = (request: IncomingMessage, response: ServerResponse, exchange: Exchange) => void

/** A server whose answers depend on what was asked before. */
export class ScriptedServer {
  readonly origin: string
  #exchanges: Exchange[] = []

  constructor(origin: string) {
    this.origin = origin
  }

  note(exchange: Exchange): void {
    this.#exchanges.push(exchange)
  }

  /** What came since the last call. */
  async takeExchanges(): Promise<readonly Exchange[]> {
    const taken = this.#exchanges
    this.#exchanges = []
    return taken
  }
}

/** @param answer also for the agent's run, after the bare one: its own state has to start anew */
export async function startScriptedServer(t: TestContext, answer: Answer): Promise<ScriptedServer> {
  const server = createServer({ requireHostHeader: false }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  const scripted = new ScriptedServer(`http://127.0.0.1:${port}`)
  server.on('request', (request, response) => {
    response.sendDate = false
    const exchange = new Exchange(request, scripted.origin)
    scripted.note(exchange)
    exchange.follow(response)
    answer(request, response, exchange)
  })
  return scripted
}
