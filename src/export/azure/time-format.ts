const ticksPerSecond = 10_000_000
const ticksPerMillisecond = 10_000
const maxTicks = 1000 * 86_400 * ticksPerSecond - 1

/**
 * `[d.]hh:mm:ss.fffffff`, built from whole ticks of 100 ns: a rounded float can give `00:00:60.000`,
 * which is refused (azure-ingestion.md §3). Negative and absurd durations are clamped.
 */
export function formatDuration(milliseconds: number): string {
  const exact = Math.round(milliseconds * ticksPerMillisecond)
  const ticks = Math.min(Math.max(Number.isNaN(exact) ? 0 : exact, 0), maxTicks)
  const seconds = Math.floor(ticks / ticksPerSecond)
  const fraction = pad(ticks % ticksPerSecond, 7)
  const days = Math.floor(seconds / 86_400)
  const hours = pad(Math.floor(seconds / 3600) % 24, 2)
  const minutes = pad(Math.floor(seconds / 60) % 60, 2)
  const time = `${hours}:${minutes}:${pad(seconds % 60, 2)}.${fraction}`
  return days === 0 ? time : `${days}.${time}`
}

/** ISO 8601 in UTC with seven digits. @param milliseconds since 1970, with fractions */
export function formatTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds)
  const ticks = Math.floor((milliseconds - whole) * ticksPerMillisecond)
  return `${new Date(whole).toISOString().slice(0, -1)}${pad(ticks, 4)}Z`
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
