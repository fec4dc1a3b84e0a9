import { writeSync } from 'node:fs'

/** From silent to talkative; a level also shows all before it. */
export const logLevels = ['off', 'error', 'warn', 'info', 'debug'] as const
export type LogLevel = (typeof logLevels)[number]

const stderr = 2
const quietTime = 60_000
// Taken once: fake timers of test libraries are not our clock.
const { hrtime } = process

interface Topic {
  lastShown: number
  suppressed: number
}

/**
 * How the agent talks about itself: lines on stderr, at most one a minute for each topic.
 * Writes to the descriptor, so that the program's `console` and `process.stderr` stay untouched
 * and are not even created.
 */
export class Logger {
  level: LogLevel = 'warn'
  readonly #topics = new Map<string, Topic>()
  readonly #write: (line: string) => void
  readonly #now: () => number

  constructor(write: (line: string) => void = writeToStderr, now: () => number = monotonicNow) {
    this.#write = write
    this.#now = now
  }

  error(topic: string, message: string): void {
    this.#log('error', topic, message)
  }

  warn(topic: string, message: string): void {
    this.#log('warn', topic, message)
  }

  info(topic: string, message: string): void {
    this.#log('info', topic, message)
  }

  debug(message: string): void {
    if (this.level === 'debug') this.#write(`outspan: ${message}\n`)
  }

  #log(level: LogLevel, name: string, message: string): void {
    if (logLevels.indexOf(level) > logLevels.indexOf(this.level)) return
    const now = this.#now()
    const topic = this.#topics.get(name)
    if (topic && now - topic.lastShown < quietTime) {
      topic.suppressed++
      return
    }
    const more = topic?.suppressed ? ` (and ${topic.suppressed} more like this)` : ''
    this.#topics.set(name, { lastShown: now, suppressed: 0 })
    this.#write(`outspan: ${message}${more}\n`)
  }
}

/** The one logger of the process; settings.ts sets its level. */
export const logger = new Logger()

function writeToStderr(line: string): void {
  try {
    writeSync(stderr, line)
  } catch {
    // A closed or full stderr must not become the program's problem.
  }
}

/** Milliseconds, of which the whole seconds are enough here. */
function monotonicNow(): number {
  return hrtime()[0] * 1_000
}
