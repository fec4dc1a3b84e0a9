import type { Launcher } from './launcher.js'
import type { Program } from './run-program.js'
import { findClosedHost } from './search-service.js'
import type { Services } from './services.js'

/** Must not be found in anything that is sent. */
export const secret = 'c2VjcmV0LXNpZ25hdHVyZQ'

export interface Clients {
  /** Knows nothing of outspan. */
  readonly shop: Program
  /** Makes spans of its own. */
  readonly checkout: Program
}

/** Runs both clients to their end, one after the other. */
export async function runClients(launcher: Launcher, { search, urls }: Services): Promise<Clients> {
  const shop = launcher.preloaded('shop', {
    ...urls,
    LOYALTY_URL: `http://${await findClosedHost()}`,
    SEARCH_URL: `http://${search.host}`,
    OUTSPAN_BLACKLIST_HOSTNAMES: search.host,
    SIGNATURE: secret
  })
  await shop.finish()
  const checkout = launcher.plain('checkout', urls)
  await checkout.finish()
  return { shop, checkout }
}
