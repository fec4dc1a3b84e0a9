import { sevenDigits } from './number-text.js'

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
  const fraction = sevenDigits(ticks % ticksPerSecond)
  // Most calls take less than a second.
  if (ticks < ticksPerSecond) return `00:00:00.${fraction}`
  const seconds = Math.floor(ticks / ticksPerSecond)
  const days = Math.floor(seconds / 86_400)
  const hours = pad(Math.floor(seconds / 3600) % 24, 2)
  const minutes = pad(Math.floor(seconds / 60) % 60, 2)
  const time = `${hours}:${minutes}:${pad(seconds % 60, 2)}.${fraction}`
  return days === 0 ? time : `${days}.${time}`
}

// Spans come in their order: the second of the one before mostly serves the next one too.
let lastSecond = Number.NaN
let lastText = ''

/** ISO 8601 in UTC with seven digits. @param milliseconds since 1970, with fractions */
export function formatTime(milliseconds: number): string {
  const second = Math.floor(milliseconds / 1000)
  const ticks = Math.floor((milliseconds - second * 1000) * ticksPerMillisecond)
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, -4)
    lastSecond = second
  }
  return `${lastText}${sevenDigits(ticks)}Z`
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0')
}
