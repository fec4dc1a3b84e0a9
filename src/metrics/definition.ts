import {
  ConfigurationError,
  type ConfigurationErrorCode,
  describeValue
} from '../diagnostics/errors.js'

const most = 1_000

/**
 * What has been defined, by name. The same definition again gives the first one, as two copies of
 * a module make it; a different one under a name that is taken is a mistake.
 */
export class Definitions<T extends { readonly name: string; isSameAs(other: T): boolean }> {
  readonly #code: ConfigurationErrorCode
  readonly #byName = new Map<string, T>()

  constructor(code: ConfigurationErrorCode) {
    this.#code = code
  }

  /** @throws ConfigurationError when the name stands for something else, or there are too many */
  add(definition: T): T {
    const { name } = definition
    const known = this.#byName.get(name)
    if (known?.isSameAs(definition)) return known
    if (known) throw new ConfigurationError(this.#code, name, 'is defined otherwise already')
    // A name for each request is how a program runs out of memory.
    if (this.#byName.size >= most) {
      throw new ConfigurationError(this.#code, name, `there are ${most} already, which is the most`)
    }
    this.#byName.set(name, definition)
    return definition
  }
}

/** Printable ASCII of 1 to `longest` characters, as OpenCensus has it for all its names. */
export function checkText(
  code: ConfigurationErrorCode,
  setting: string,
  text: unknown,
  longest: number
): string {
  const isText = typeof text === 'string' && /^[ -~]+$/.test(text) && text.trim() === text
  if (isText && text.length <= longest) return text
  const allowed = `1 to ${longest} printable ASCII characters with no blank at either end`
  throw new ConfigurationError(
    code,
    setting,
    `${describeValue(text)} is not allowed, but ${allowed}`
  )
}
