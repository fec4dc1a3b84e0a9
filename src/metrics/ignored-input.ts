import { describeValue } from '../diagnostics/errors.js'
import { logger } from '../diagnostics/logger.js'

/**
 * What was recorded and cannot be used. It is left out and counted; the first of each kind is told.
 * Nothing of it may reach the program, whose hot path this is.
 */
class IgnoredInput {
  #values = 0
  #tags = 0

  /** Measurements that were left out. */
  get values(): number {
    return this.#values
  }

  /** Tags that were left out; the measurement itself was kept. */
  get tags(): number {
    return this.#tags
  }

  addValue(value: unknown, allowed: string): void {
    if (this.#values++ === 0) warn('measurement', `${describeValue(value)} is no ${allowed}`)
  }

  addTag(key: string, value: unknown): void {
    if (this.#tags++ === 0) {
      warn('tag', `${key} is ${describeValue(value)}, and not a text of 255 characters at most`)
    }
  }
}

export const ignoredInput = new IgnoredInput()

function warn(what: string, problem: string): void {
  logger.warn(`ignored ${what}`, `a ${what} was ignored: ${problem}; more of them are only counted`)
}
