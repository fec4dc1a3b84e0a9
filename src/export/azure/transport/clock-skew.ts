import { logger } from '../../../diagnostics/logger.js'

const tolerance = 5 * 60_000
// What is dated outside of these is refused (azure-ingestion.md §3).
const furthestAhead = 2 * 3_600_000
const furthestBehind = 48 * 3_600_000

/** Compares our clock with that of the service, and warns once of what the difference does. */
export class ClockSkew {
  #hasWarned = false

  /**
   * @param date the answer's `Date` header
   * @param now wall-clock milliseconds since 1970
   */
  check(date: string | undefined, now: number): void {
    const ahead = now - Date.parse(date ?? '')
    // NaN, without a date, is no skew.
    if (this.#hasWarned || !(Math.abs(ahead) > tolerance)) return
    this.#hasWarned = true
    logger.warn('clock', describeSkew(ahead))
  }
}

function describeSkew(ahead: number): string {
  const isRefused = ahead > furthestAhead || -ahead > furthestBehind
  const difference = `${describeTime(ahead)} ${ahead > 0 ? 'ahead of' : 'behind'}`
  const meaning = isRefused
    ? 'it refuses telemetry dated more than 2 h ahead or 48 h behind, and all will be lost'
    : 'spans will stand at wrong times, and apart from those of other services'
  return `the clock of this machine is ${difference} that of the ingestion endpoint; ${meaning}`
}

function describeTime(milliseconds: number): string {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000)
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
}
