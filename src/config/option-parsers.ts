import {
  ConfigurationError,
  type ConfigurationErrorCode,
  describeValue
} from '../diagnostics/errors.js'

// Each takes typed values of code and file, and the text of a variable, and throws a
// ConfigurationError that says what is allowed.

export function parseText(value: unknown, name: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  throw wrong(name, value, 'a text that is not empty')
}

/** As parseText, but what is wrong is not shown: whatever it is wrapped in, it may hold the key. */
export function parseSecret(value: unknown, name: string): string {
  if (typeof value === 'string' && value.trim() !== '') return value.trim()
  const problem = `what it holds (${typeof value}) is not allowed, but a text that is not empty`
  throw new ConfigurationError('ERR_OPTION', name, problem)
}

/** A list, JSON of a list, or texts parted by commas. */
export function parseList(value: unknown, name: string): readonly (string | RegExp)[] {
  if (Array.isArray(value)) return value
  if (typeof value !== 'string') throw wrong(name, value, 'a list, or texts parted by commas')
  // Not every bracket begins a list: `[::1]` is a host.
  if (/^\s*\[\s*["\]]/.test(value)) return parseJsonList(value, name)
  return value
    .split(',')
    .map(part => part.trim())
    .filter(part => part !== '')
}

function parseJsonList(value: string, name: string): readonly string[] {
  try {
    return JSON.parse(value)
  } catch {
    throw wrong(name, value, 'a list in JSON, or texts parted by commas')
  }
}

/** An object, or JSON of one; what is in it, its user checks. */
export function parseObject(
  value: unknown,
  name: string
): Readonly<Record<string, readonly number[]>> {
  const object = typeof value === 'string' ? parseJson(value) : value
  const isObject = typeof object === 'object' && object !== null && !Array.isArray(object)
  if (isObject) return object as Readonly<Record<string, readonly number[]>>
  throw wrong(name, value, 'an object, or JSON of one')
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export function parseTexts(value: unknown, name: string): readonly string[] {
  const list = parseList(value, name)
  if (!list.every(item => typeof item === 'string')) throw wrong(name, list, 'a list of texts')
  return list
}

/** A list of some of these. */
export function parseSomeOf<const T extends readonly string[]>(allowed: T) {
  const parse = parseOneOf(allowed)
  return (value: unknown, name: string): readonly T[number][] =>
    parseTexts(value, name).map(text => parse(text, name))
}

export function parseNumber(code: ConfigurationErrorCode, least: number, most: number) {
  return (value: unknown, name: string): number => {
    const isText = typeof value === 'string' && value.trim() !== ''
    const number = isText ? Number(value) : value
    if (typeof number === 'number' && number >= least && number <= most) return number
    throw wrong(name, value, `a number from ${least} to ${most}`, code)
  }
}

export function parseWholeNumber(least: number, most: number) {
  const parse = parseNumber('ERR_OPTION', least, most)
  return (value: unknown, name: string): number => {
    const number = parse(value, name)
    if (Number.isInteger(number)) return number
    throw wrong(name, value, `a whole number from ${least} to ${most}`)
  }
}

export function parseBoolean(value: unknown, name: string): boolean {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (text === true || text === 'true' || text === '1') return true
  if (text === false || text === 'false' || text === '0') return false
  throw wrong(name, value, 'one of true, false')
}

export function parseOneOf<const T extends readonly string[]>(allowed: T) {
  return (value: unknown, name: string): T[number] => {
    const text = typeof value === 'string' ? value.trim() : value
    const found = allowed.find(item => item === text)
    if (found !== undefined) return found
    throw wrong(name, value, `one of ${allowed.join(', ')}`)
  }
}

function wrong(
  name: string,
  value: unknown,
  allowed: string,
  code: ConfigurationErrorCode = 'ERR_OPTION'
): ConfigurationError {
  return new ConfigurationError(
    code,
    name,
    `${describeValue(value)} is not allowed, but ${allowed}`
  )
}
