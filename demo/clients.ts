import type { Launcher } from './launcher.js'
import type { Program } from './run-program.js'
import type { Services } from './services.js'

/** Has the shop answer one order, then runs the checkout, which makes spans of its own. */
export async function runClients(launcher: Launcher, { urls }: Services): Promise<Program> {
  const { status } = await fetch(`${urls.SHOP_URL}/orders/42`, { signal: launcher.signal })
  if (status !== 200) throw new Error(`the shop has answered ${status}`)
  const checkout = launcher.plain('checkout', urls)
  await checkout.finish()
  return checkout
}
