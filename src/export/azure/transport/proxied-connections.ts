import type {
  buildConnector as BuildConnector,
  Client,
  Dispatcher,
  EnvHttpProxyAgent,
  Pool
} from 'undici'
import { suppressTracing } from '../../../trace/execution-context.js'
import type { Connections } from './connections.js'
import { lookup } from './name-lookup.js'
import { hideFromOpenTelemetry } from './opentelemetry.js'
import type { Proxies } from './proxies.js'
import { letProcessEnd } from './unfinished-sockets.js'

// Longer than the interval of exports: undici's own 4 s would mean a new connection for each.
const keepAliveTimeout = 60_000

type Connect = BuildConnector.connector
type Connecting = { readonly connect?: Connect }

/**
 * Connections through the proxies that the environment names, or past them where `NO_PROXY` says
 * so: all of it is undici's.
 *
 * @param timeout milliseconds for each step of a request; half of it to connect
 */
export function openProxiedConnections(proxies: Proxies, timeout: number): Connections {
  const { ProxyAgent, connect: openTunnel } = suppressTracing(loadProxyAgent)
  const tls = { timeout: timeout / 2, lookup }
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
  const connectNow = connect ?? buildConnector({ timeout: timeout / 2, lookup })
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
