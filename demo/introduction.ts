import type { Destination } from './destination.js'
import { commandOf } from './run-program.js'
import type { Services } from './services.js'
import { formatTable } from './table.js'

/** Who is there, and where the telemetry goes: printed before the clients start. */
export function introduce(
  { shop, stock, prices, search, urls }: Services,
  { description }: Destination
): readonly string[] {
  const cells = [
    ['  shop', urls.SHOP_URL, `${shop.command}, Express`],
    ['  stock', urls.STOCK_URL, `${stock.command}, Fastify`],
    ['  prices', urls.PRICES_URL, `${prices.command}, Koa`],
    ['  search', `http://${search.host}`, 'is on the blacklist: gets neither span nor header'],
    ['  checkout', 'calls them', `${commandOf('checkout', false)}, makes spans of its own`]
  ]
  return [
    'outspan traces the HTTP calls of Node programs, without a line of code in them. Here are some:',
    '',
    ...formatTable(cells.map(line => ({ cells: line }))),
    '',
    `They send to ${description}`
  ]
}
