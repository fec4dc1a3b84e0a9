import type { PythonText } from './python-text.js'

/** A value that Python code states outright; lists and tuples are both arrays. */
export type PythonLiteral =
  | string
  | number
  | boolean
  | null
  | readonly PythonLiteral[]
  | ReadonlyMap<PythonLiteral, PythonLiteral>

const deepest = 32
const words = { True: true, False: false, None: null } as const
const word = /(?:True|False|None)\b/y
const number = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?(?!\w)/iy
const quoted = /([ur]?)(?!'''|""")(['"])((?:\\[\s\S]|(?!\2)[^\\\n])*)\2/iy

/** Reads the literal that stands here. @throws ConfigurationError where something else does */
export function readLiteral(text: PythonText, depth = 0): PythonLiteral {
  if (depth > deepest) throw text.failure(`lists are nested more than ${deepest} deep`)
  if (text.take('[')) return readItems(text, ']', depth).items
  if (text.take('(')) return readTuple(text, depth)
  if (text.take('{')) return readPairs(text, depth)
  const [name] = text.match(word) ?? []
  if (name !== undefined) return words[name as keyof typeof words]
  const [digits] = text.match(number) ?? []
  if (digits !== undefined) return Number(digits.replaceAll('_', ''))
  return readString(text)
}

function readString(text: PythonText): string {
  const [, prefix = '', , content] = text.match(quoted) ?? []
  if (content === undefined) {
    throw text.failure('stands no literal: a quoted text, a number, True, False, None or a list')
  }
  return prefix.toLowerCase() === 'r' ? content : readEscapes(content, text)
}

function readTuple(text: PythonText, depth: number): PythonLiteral {
  const { items, endsWithComma } = readItems(text, ')', depth)
  const [first] = items
  // Brackets around one value are only brackets.
  return items.length === 1 && first !== undefined && !endsWithComma ? first : items
}

function readItems(text: PythonText, close: string, depth: number) {
  const items: PythonLiteral[] = []
  let endsWithComma = true
  while (!text.take(close)) {
    if (!endsWithComma) throw text.failure(`a comma or ${close} is missing`)
    items.push(readLiteral(text, depth + 1))
    endsWithComma = text.take(',')
  }
  return { items, endsWithComma }
}

function readPairs(text: PythonText, depth: number): ReadonlyMap<PythonLiteral, PythonLiteral> {
  const pairs = new Map<PythonLiteral, PythonLiteral>()
  let endsWithComma = true
  while (!text.take('}')) {
    if (!endsWithComma) throw text.failure('a comma or } is missing')
    const key = readLiteral(text, depth + 1)
    if (!text.take(':')) throw text.failure('a colon is missing')
    pairs.set(key, readLiteral(text, depth + 1))
    endsWithComma = text.take(',')
  }
  return pairs
}

const escapes = /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g
const named: Readonly<Record<string, string>> = {
  '\n': '',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v'
}

function readEscapes(content: string, text: PythonText): string {
  return content.replace(escapes, (whole, octal, byte, short, long, other) => {
    if (other === undefined) return character(octal, byte ?? short ?? long, text)
    if ('xuUN'.includes(other)) throw text.failure('ends a text with an escape that is none')
    // Python leaves a backslash before any other character as it is.
    return named[other] ?? whole
  })
}

function character(octal: string | undefined, hex: string | undefined, text: PythonText): string {
  const code = octal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(octal, 8)
  if (code > 0x10ffff) throw text.failure('ends a text with a character that does not exist')
  return String.fromCodePoint(code)
}
