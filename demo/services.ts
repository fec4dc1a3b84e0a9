import type { CertificateFiles } from './environment.js'
import type { Launcher } from './launcher.js'
import type { Program } from './run-program.js'
import { pathOf, SearchService } from './search-service.js'

/** What the clients call; all of it listens. */
export interface Services {
  readonly stock: Program
  readonly prices: Program
  /** On the blacklist. */
  readonly search: SearchService
  /** Where to find them, as clients take it from the environment. */
  readonly urls: { readonly STOCK_URL: string; readonly PRICES_URL: string }
}

/** Starts the services, one after the other, as the stock service calls the price service. */
export async function startServices(
  launcher: Launcher,
  { key, certificate }: CertificateFiles
): Promise<Services> {
  // Where a process cannot be asked to end, as on Windows, there is no last flush either. This demo
  // is of outgoing calls: what the services are asked would fill the screen.
  const interval = { OUTSPAN_EXPORT_INTERVAL: '200', OUTSPAN_INTEGRATIONS: 'http' }
  const prices = launcher.preloaded('prices', { TLS_KEY: key, TLS_CERT: certificate, ...interval })
  const PRICES_URL = await prices.firstLine()
  const stock = launcher.preloaded('stock', { PRICES_URL, ...interval })
  const STOCK_URL = await stock.firstLine()
  return { stock, prices, search: await SearchService.start(), urls: { STOCK_URL, PRICES_URL } }
}

/** Asks the services to end, and waits until they have. */
export async function stopServices({ stock, prices, search }: Services): Promise<void> {
  search.close()
  await Promise.all([stock.stop(), prices.stop()])
}

/** A call as the service that answered it has logged it. */
export interface ServedCall {
  readonly service: string
  readonly name: string
  /** Undefined when there was no valid traceparent. */
  readonly caller: { readonly traceId: string; readonly spanId: string } | undefined
}

/** Reads what a service has logged: `GET /stock/42 00-<trace id>-<span id>-01`. */
export function readServedCalls({ name, output }: Pick<Program, 'name' | 'output'>): ServedCall[] {
  return output.slice(1).map(line => {
    const [method = '', url = '', traceparent = ''] = line.split(' ')
    const [, traceId, spanId] = /^00-([\da-f]{32})-([\da-f]{16})-01$/.exec(traceparent) ?? []
    const caller = traceId && spanId ? { traceId, spanId } : undefined
    return { service: name, name: `${method} ${pathOf(url)}`, caller }
  })
}
