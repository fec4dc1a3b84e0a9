import type { AgentOptions, ClientRequest as Request } from 'node:http'
import type { Duplex } from 'node:stream'
import { urlToHttpOptions } from 'node:url'
import { suppressTracing } from '../../../trace/execution-context.js'
import { Agent, ClientRequest } from '../../core-http.js'
import type { AnswerReader } from './answer-reader.js'
import type { Connections, PostRequest } from './connections.js'
import { lookup } from './name-lookup.js'
import { hideFromOpenTelemetry } from './opentelemetry.js'
import { letProcessEnd } from './unfinished-sockets.js'

const agentOptions: AgentOptions = {
  keepAlive: true,
  lookup,
  maxSockets: 2,
  // Longer than the interval of exports: else there would be a new connection for each.
  timeout: 60_000
}

/** Connections of `node:http` and `node:https`. */
export class DirectConnections implements Connections {
  readonly #agents = new Map<string, InstanceType<typeof Agent>>()

  dispatch({ origin, path, method, headers, body }: PostRequest, reader: AnswerReader): void {
    const url = new URL(path, origin)
    const agent = this.#agentFor(url.protocol)
    const options = { ...urlToHttpOptions(url), method, headers, agent }
    const request = runUntraced(() => new ClientRequest(options))
    follow(request, reader)
    // The reader may have been given up before.
    if (!request.destroyed) request.end(body)
  }

  #agentFor(protocol: string): InstanceType<typeof Agent> {
    const known = this.#agents.get(protocol)
    if (known !== undefined) return known
    const agent = protocol === 'https:' ? createSecureAgent() : new Agent(agentOptions)
    connectUntraced(agent)
    this.#agents.set(protocol, agent)
    return agent
  }
}

function createSecureAgent(): InstanceType<typeof Agent> {
  const https = suppressTracing(() => require('node:https') as typeof import('node:https'))
  return new https.Agent(agentOptions)
}

/** A request that waited for a connection makes it when another one is done. */
function connectUntraced(agent: InstanceType<typeof Agent>): void {
  const connect = agent.createConnection
  agent.createConnection = (...args): Duplex | null | undefined => {
    const socket = runUntraced(() => connect.apply(agent, args))
    return socket && letProcessEnd(socket)
  }
}

function runUntraced<T>(fn: () => T): T {
  return suppressTracing(() => hideFromOpenTelemetry(fn))
}

/** Tells the reader what core tells of the request. */
function follow(request: Request, reader: AnswerReader): void {
  const controller = { abort: (reason: Error) => void request.destroy(reason) }
  const fail = (error: Error) => reader.onResponseError(controller, error)
  let hasAnswer = false
  request.on('error', fail)
  request.on('response', response => {
    hasAnswer = true
    response.on('data', (chunk: Buffer) => reader.onResponseData(controller, chunk))
    response.on('end', () => reader.onResponseEnd())
    response.on('error', fail)
    reader.onResponseStart(controller, response.statusCode ?? 0, response.headers)
  })
  request.on('close', () => {
    // What nobody asked for, as an upgrade, core ends without a word.
    if (!hasAnswer) fail(new Error('the connection was closed without an answer'))
  })
  reader.onRequestStart(controller)
}
