import { describeError } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'

/**
 * Makes our part of a hook unable to throw into the program. What went wrong is logged, once a
 * minute at most; the hook returns undefined then. Called when a patch is laid, not on each call.
 */
export function guarded<Args extends unknown[], Result>(
  place: string,
  fn: (...args: Args) => Result
): (...args: Args) => Result | undefined {
  return (...args) => {
    try {
      return fn(...args)
    } catch (error) {
      logger.error(`guard ${place}`, `${place} failed and was left out: ${describeError(error)}`)
      return undefined
    }
  }
}
