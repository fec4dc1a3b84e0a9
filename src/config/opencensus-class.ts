import { ConfigurationError } from '../diagnostics/errors.js'
import { type PythonCall, parsePythonCall } from './python-call.js'
import type { PythonLiteral } from './python-literal.js'

/** What a class of OpenCensus was called with; remembers what nobody has taken. */
export class OpenCensusArguments {
  readonly #positional: (PythonLiteral | undefined)[]
  readonly #keywords: Map<string, PythonLiteral>

  constructor({ positional, keywords }: PythonCall) {
    this.#positional = [...positional]
    this.#keywords = new Map(keywords)
  }

  /** @returns undefined for Python's None, too */
  take(name: string, position?: number): PythonLiteral | undefined {
    const named = this.#keywords.get(name)
    this.#keywords.delete(name)
    const placed = position === undefined ? undefined : this.#positional[position]
    if (position !== undefined) delete this.#positional[position]
    return placed ?? named ?? undefined
  }

  listUntaken(): readonly string[] {
    // Those that were deleted are no elements of it.
    const positions = Object.keys(this.#positional).map(position => `argument ${+position + 1}`)
    return [...positions, ...this.#keywords.keys()]
  }
}

/**
 * Reads the text of a class with its arguments.
 *
 * @param ignored gets the name of what has no effect
 * @throws ConfigurationError naming the setting and the place in the text
 */
export function readOpenCensusClass<Values extends object>(
  text: unknown,
  classes: ReadonlyMap<string, (given: OpenCensusArguments) => Values>,
  setting: string,
  ignored: string[]
): Partial<Values> {
  const call = readCall(text, setting)
  // The modules have changed between versions of OpenCensus; the names of the classes have not.
  const read = classes.get(call.name.slice(call.name.lastIndexOf('.') + 1))
  if (read === undefined) {
    ignored.push(`${setting} (${call.name})`)
    return {}
  }
  const given = new OpenCensusArguments(call)
  const values = read(given)
  ignored.push(...given.listUntaken().map(name => `${setting} (${name})`))
  return values
}

function readCall(text: unknown, setting: string): PythonCall {
  if (typeof text === 'string') return parsePythonCall(text, setting)
  const problem = 'it is no text; allowed is "opencensus.module.Name(argument=literal, …)"'
  throw new ConfigurationError('ERR_OPTION', setting, problem)
}
