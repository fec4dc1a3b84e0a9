import { type PythonLiteral, readLiteral } from './python-literal.js'
import { PythonText } from './python-text.js'

/** `module.Name(0.5, rate=0.5)`. */
export interface PythonCall {
  readonly name: string
  readonly positional: readonly PythonLiteral[]
  readonly keywords: ReadonlyMap<string, PythonLiteral>
}

const maxLength = 32_768
// The only name that OpenCensus lets such a text begin with.
const dottedName = /opencensus(?:\.[a-z_]\w*)+/iy
const keyword = /([a-z_]\w*)\s*=(?!=)/iy

/**
 * Reads the text with which OpenCensus Python describes an exporter, a sampler or a propagator.
 * Nothing is evaluated: what is no name with literal arguments is refused.
 *
 * @param setting whose value the text is
 * @throws ConfigurationError naming the setting and the character
 */
export function parsePythonCall(text: string, setting: string): PythonCall {
  const reader = new PythonText(text, setting)
  if (text.length > maxLength) throw reader.failure(`begins a text of more than ${maxLength}`)
  const [name] = reader.match(dottedName) ?? []
  if (name === undefined) throw reader.failure('stands no name that begins with opencensus')
  // A class without brackets was how the first versions had it.
  const call = reader.take('(') ? readArguments(reader) : { positional: [], keywords: new Map() }
  if (!reader.isAtEnd) throw reader.failure('the text should end')
  return { name, ...call }
}

function readArguments(reader: PythonText): Omit<PythonCall, 'name'> {
  const positional: PythonLiteral[] = []
  const keywords = new Map<string, PythonLiteral>()
  let endsWithComma = true
  while (!reader.take(')')) {
    if (!endsWithComma) throw reader.failure('a comma or ) is missing')
    const [, name] = reader.match(keyword) ?? []
    if (name !== undefined) addKeyword(keywords, name, reader)
    else if (keywords.size > 0) throw reader.failure('stands a value without a name after others')
    else positional.push(readLiteral(reader))
    endsWithComma = reader.take(',')
  }
  return { positional, keywords }
}

function addKeyword(keywords: Map<string, PythonLiteral>, name: string, reader: PythonText): void {
  if (keywords.has(name)) throw reader.failure('stands the value of a name that is there twice')
  keywords.set(name, readLiteral(reader))
}
