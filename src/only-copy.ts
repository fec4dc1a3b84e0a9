import { logger } from './diagnostics/logger.js'
import type { Restore } from './hooks/restore.js'

const mark = Symbol.for('outspan')
// An ES module, into which a program may be bundled with the agent, has no __dirname.
const place = typeof __dirname === 'string' ? __dirname : (process.argv[1] ?? process.execPath)

/**
 * Two copies of the agent would trace every call twice. The first one takes the process; undefined
 * when another copy has it, which is said once.
 */
export function claimProcess(): Restore | undefined {
  const owner: unknown = Reflect.get(process, mark)
  if (owner !== undefined) {
    logger.warn('second copy', `another copy is active (${owner}); this one (${place}) yields`)
    return undefined
  }
  Object.defineProperty(process, mark, { value: place, configurable: true })
  return () => Reflect.deleteProperty(process, mark)
}
