/** Stable names of what can be wrong with the configuration; a message may change, a code never does. */
export type ConfigurationErrorCode =
  | 'ERR_CONFIG_FILE'
  | 'ERR_CONNECTION_STRING_MISSING'
  | 'ERR_CONNECTION_STRING_INVALID'
  | 'ERR_SAMPLING_RATE'
  | 'ERR_BLACKLIST_ENTRY'
  | 'ERR_MEASURE'
  | 'ERR_VIEW'
  | 'ERR_OPTION'

/**
 * A setting that cannot be used. Thrown while starting, never while the program runs.
 * The message names the setting, where its value came from, and what is allowed.
 */
export class ConfigurationError extends Error {
  readonly code: ConfigurationErrorCode
  readonly setting: string
  readonly problem: string

  constructor(
    code: ConfigurationErrorCode,
    setting: string,
    problem: string,
    source: string = 'code'
  ) {
    super(`${setting} (from ${source}): ${problem}`)
    this.name = 'ConfigurationError'
    this.code = code
    this.setting = setting
    this.problem = problem
  }

  /** The same mistake, seen where the value came from: an environment variable, a file. */
  from(source: string): ConfigurationError {
    return new ConfigurationError(this.code, this.setting, this.problem, source)
  }
}

/** What an unknown value looks like in a message: short and on one line. Not for secrets. */
export function describeValue(value: unknown): string {
  const text = typeof value === 'string' ? JSON.stringify(value) : textOf(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}

/** A stack where there is one; works for errors of other realms and for values that are none. */
export function describeError(error: unknown): string {
  try {
    const { stack, message } = Object(error) as { stack?: unknown; message?: unknown }
    return String(stack ?? message ?? error)
  } catch {
    return 'an error that cannot be shown'
  }
}

function textOf(value: unknown): string {
  try {
    return String(value).replace(/\s+/g, ' ')
  } catch {
    // An object without prototype has no text.
    return typeof value
  }
}
