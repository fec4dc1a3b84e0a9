import type { Socket } from 'node:net'
import type {
  buildConnector as BuildConnector,
  Client,
  Dispatcher,
  EnvHttpProxyAgent,
  Pool
} from 'undici'
import { suppressTracing } from '../../../trace/execution-context.js'
import { hideFromOpenTelemetry } from './opentelemetry.js'
import { findProxies, type Proxies } from './proxies.js'
import { watchSocket } from './unfinished-sockets.js'

// Longer than the interval of exports: undici's own 4 s would mean a new connection for each.
const keepAliveTimeout = 60_000

type Connect = BuildConnector.connector
type Connecting = { readonly connect?: Connect }

/**
 * Kept-alive connections to one origin, through a proxy when the environment names one. No request
 * over them is traced, and none keeps the process alive.
 *
 * @param timeout milliseconds for each step of a request; half of it to connect
 */
export function openConnections(origin: string, timeout: number): Dispatcher {
  const proxies = findProxies(process.env)
  return proxies === undefined ? openPool(origin, timeout) : openProxyAgent(proxies, timeout)
}

function openProxyAgent(proxies: Proxies, timeout: number): Dispatcher {
  const { ProxyAgent, connect: openTunnel } = suppressTracing(loadProxyAgent)
  const tls = { timeout: timeout / 2 }
  return new ProxyAgent({
    ...proxies,
    proxyTls: tls,
    requestTls: tls,
    // undici says how to connect: through a tunnel, or not at all where NO_PROXY applies.
    factory: (origin, { connect }: Connecting) => openPool(origin, timeout, connect),
    clientFactory: (origin, { connect }: Connecting) =>
      Object.assign(openPool(origin, timeout, connect), { connect: openTunnel })
  })
}

function openPool(origin: string | URL, timeout: number, connect?: Connect): Pool {
  const { UndiciPool, UndiciClient, buildConnector } = suppressTracing(loadUndici)
  const connectNow = connect ?? buildConnector({ timeout: timeout / 2 })
  class UntracedClient extends UndiciClient {
    // undici makes the request that its channels publish within this call, however long it queued.
    override dispatch(
      options: Dispatcher.DispatchOptions,
      handler: Dispatcher.DispatchHandler
    ): boolean {
      return suppressTracing(() => hideFromOpenTelemetry(() => super.dispatch(options, handler)))
    }
  }
  return new UndiciPool(origin, {
    connections: 2,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    keepAliveTimeout,
    connect: (options, callback) => letProcessEnd(connectNow(options, callbackWith(callback))),
    factory: (target, options) => new UntracedClient(target, options as Client.Options)
  })
}

/** A tunnel through a proxy has no socket before it is open. */
function callbackWith(callback: BuildConnector.Callback): BuildConnector.Callback {
  return (...[error, socket]: Parameters<BuildConnector.Callback>) => {
    if (error === null) callback(null, letProcessEnd(socket))
    else callback(error, null)
  }
}

/** An export under way must not keep the program alive: at its end, the agent waits by itself. */
function letProcessEnd<T>(socket: T): T {
  const { unref } = socket as Socket
  if (typeof unref !== 'function') return socket
  unref.call(socket)
  watchSocket(socket as Socket)
  // undici refers to a socket again while a request is under way.
  return Object.assign(socket as Socket, { ref: () => socket }) as T
}

interface UndiciParts {
  readonly UndiciPool: typeof Pool
  readonly UndiciClient: typeof Client
  readonly buildConnector: typeof BuildConnector
}

/**
 * The parts alone: the whole of undici costs three times as long to load, in one piece, and would
 * install its own agent as the one that the program's `fetch` uses.
 */
function loadUndici(): UndiciParts {
  return {
    UndiciPool: require('undici/lib/dispatcher/pool.js'),
    UndiciClient: require('undici/lib/dispatcher/client.js'),
    buildConnector: require('undici/lib/core/connect.js')
  }
}

interface ProxyParts {
  readonly ProxyAgent: typeof EnvHttpProxyAgent
  readonly connect: Pool['connect']
}

/** The method is one of those that the whole of undici gives to all its classes. */
function loadProxyAgent(): ProxyParts {
  return {
    ProxyAgent: require('undici/lib/dispatcher/env-http-proxy-agent.js'),
    connect: require('undici/lib/api/api-connect.js')
  }
}
