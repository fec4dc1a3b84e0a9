import type { CertificateFiles } from './environment.js'
import type { Launcher } from './launcher.js'
import type { Program } from './run-program.js'
import { findClosedHost, pathOf, SearchService } from './search-service.js'

/** Must not be found in anything that is sent. */
export const secret = 'c2VjcmV0LXNpZ25hdHVyZQ'

/** What is called; all of it listens. */
export interface Services {
  /** Knows nothing of outspan, as stock and prices. */
  readonly shop: Program
  readonly stock: Program
  readonly prices: Program
  /** On the blacklist. */
  readonly search: SearchService
  /** Where to find them, as clients take it from the environment. */
  readonly urls: Readonly<Record<'SHOP_URL' | 'STOCK_URL' | 'PRICES_URL', string>>
}

/** Starts the services, one after the other, as each calls those before it. */
export async function startServices(
  launcher: Launcher,
  { key, certificate }: CertificateFiles
): Promise<Services> {
  // Where a process cannot be asked to end, as on Windows, there is no last flush either.
  const interval = { OUTSPAN_EXPORT_INTERVAL: '200' }
  const prices = launcher.preloaded('prices', { TLS_KEY: key, TLS_CERT: certificate, ...interval })
  const PRICES_URL = await prices.firstLine()
  const stock = launcher.preloaded('stock', { PRICES_URL, ...interval })
  const STOCK_URL = await stock.firstLine()
  const search = await SearchService.start()
  const shop = launcher.preloaded('shop', {
    STOCK_URL,
    PRICES_URL,
    LOYALTY_URL: `http://${await findClosedHost()}`,
    SEARCH_URL: `http://${search.host}`,
    OUTSPAN_BLACKLIST_HOSTNAMES: search.host,
    SIGNATURE: secret,
    ...interval
  })
  const SHOP_URL = await shop.firstLine()
  return { shop, stock, prices, search, urls: { SHOP_URL, STOCK_URL, PRICES_URL } }
}

/** Asks the services to end, and waits until they have. */
export async function stopServices({ shop, stock, prices, search }: Services): Promise<void> {
  search.close()
  await Promise.all([shop, stock, prices].map(program => program.stop()))
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
