import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePythonCall } from '../../src/config/python-call.js'
import type { PythonLiteral } from '../../src/config/python-literal.js'
import { ConfigurationError } from '../../src/diagnostics/errors.js'
import { fc, runs } from '../generated-input.js'

const setting = 'OPENCENSUS.TRACE.EXPORTER'

const literals: readonly (readonly [string, PythonLiteral])[] = [
  ['0.5', 0.5],
  ['.5', 0.5],
  ['5.', 5],
  ['-1', -1],
  ['+1e-4', 1e-4],
  ['1E3', 1000],
  ['50_000', 50_000],
  ['True', true],
  ['False', false],
  ['None', null],
  ["''", ''],
  ['""', ''],
  [`'it"s'`, 'it"s'],
  [`"it's"`, "it's"],
  [String.raw`'it\'s'`, "it's"],
  [String.raw`"\x41\u00e9\U0001F600\101\0"`, 'Aé😀A\0'],
  [String.raw`'\a\b\f\n\r\t\v\\'`, '\x07\b\f\n\r\t\v\\'],
  [String.raw`'\d\8\q'`, String.raw`\d\8\q`],
  ["'one\\\nline'", 'oneline'],
  [String.raw`r'C:\new'`, String.raw`C:\new`],
  [String.raw`u'\n'`, '\n'],
  ["'),a=1'", '),a=1'],
  ['[]', []],
  ['[1, "a",]', [1, 'a']],
  ['()', []],
  ['(1,)', [1]],
  ['(1, 2)', [1, 2]],
  ['(1)', 1],
  ['{}', new Map()],
  [
    "{'a': [1], 2: None,}",
    new Map<PythonLiteral, PythonLiteral>([
      ['a', [1]],
      [2, null]
    ])
  ]
]

for (const [text, value] of literals) {
  test(`${JSON.stringify(text)} is read as Python reads it, with a name and without`, () => {
    const call = parsePythonCall(`opencensus.x.Y(${text}, a=${text})`, setting)
    assert.deepEqual(call.positional, [value])
    assert.deepEqual(call.keywords, new Map([['a', value]]))
  })
}

test('blanks and lines may stand anywhere, and a comma at the end', () => {
  const { name, keywords } = parsePythonCall(
    '\n opencensus.x.Y (\n\ta = 1 ,\r\n b=2,\n)\n ',
    setting
  )
  assert.equal(name, 'opencensus.x.Y')
  assert.deepEqual(
    [...keywords],
    [
      ['a', 1],
      ['b', 2]
    ]
  )
})

test('a class without brackets is one without arguments', () => {
  const call = { name: 'opencensus.x.Y', positional: [], keywords: new Map() }
  assert.deepEqual(parsePythonCall('opencensus.x.Y', setting), call)
  assert.deepEqual(parsePythonCall('opencensus.x.Y()', setting), call)
})

/** What is wrong, and the place at which it is found. */
const refused: readonly (readonly [string, string])[] = [
  ['', 'at its end stands no name'],
  ['opencensus', 'at character 1 stands no name'],
  ['os.system("rm")', 'at character 1 stands no name'],
  ['opencensus.', 'at character 1 stands no name'],
  ['opencensus.x.Y(', 'at its end stands no literal'],
  ['opencensus.x.Y(a=1', 'at its end a comma or ) is missing'],
  ['opencensus.x.Y(a=1) + 1', 'at character 21 the text should end'],
  ['opencensus.x.Y().z', 'at character 17 the text should end'],
  ['opencensus.x.Y(,)', 'at character 16 stands no literal'],
  ['opencensus.x.Y(1,,)', 'at character 18 stands no literal'],
  ['opencensus.x.Y(a=1 b=2)', 'at character 20 a comma or ) is missing'],
  ['opencensus.x.Y(a=1, 2)', 'at character 21 stands a value without a name after others'],
  ['opencensus.x.Y(a=1, a=2)', 'at character 23 stands the value of a name that is there twice'],
  ['opencensus.x.Y(a==1)', 'at character 16 stands no literal'],
  ['opencensus.x.Y(a=os.environ["KEY"])', 'at character 18 stands no literal'],
  ['opencensus.x.Y(a=1/10)', 'at character 19 a comma or ) is missing'],
  ['opencensus.x.Y(a=0x10)', 'at character 18 stands no literal'],
  ['opencensus.x.Y(a=Nothing)', 'at character 18 stands no literal'],
  ["opencensus.x.Y(a='open)", 'at character 18 stands no literal'],
  ["opencensus.x.Y(a='a\nb')", 'at character 18 stands no literal'],
  ["opencensus.x.Y(a='''a''')", 'at character 18 stands no literal'],
  ["opencensus.x.Y(a='a' 'b')", 'at character 22 a comma or ) is missing'],
  [String.raw`opencensus.x.Y('\x4')`, 'ends a text with an escape that is none'],
  [String.raw`opencensus.x.Y('\N{DASH}')`, 'ends a text with an escape that is none'],
  [String.raw`opencensus.x.Y('\U00110000')`, 'a character that does not exist'],
  ['opencensus.x.Y(a={1, 2})', 'at character 20 a colon is missing'],
  ['opencensus.x.Y(a={1: 2 3: 4})', 'at character 24 a comma or } is missing'],
  ['opencensus.x.Y(a=[1 2])', 'at character 21 a comma or ] is missing'],
  ['opencensus.x.Y(**{})', 'at character 16 stands no literal'],
  ['opencensus.x.Y(lambda: 1)', 'at character 16 stands no literal']
]

for (const [text, problem] of refused) {
  test(`${JSON.stringify(text)} is refused: ${problem}`, () => {
    assert.throws(
      () => parsePythonCall(text, setting),
      (error: unknown) => {
        assert.ok(error instanceof ConfigurationError)
        assert.equal(error.code, 'ERR_OPTION')
        assert.equal(error.setting, setting)
        assert.ok(error.problem.includes(problem), error.problem)
        assert.ok(error.problem.endsWith('allowed is opencensus.module.Name(argument=literal, …)'))
        return true
      }
    )
  })
}

test('lists may be 32 deep, and no deeper', () => {
  const nested = (depth: number) => `opencensus.x.Y(${'['.repeat(depth)}1${']'.repeat(depth)})`
  assert.match(JSON.stringify(parsePythonCall(nested(32), setting)), /\[{33}1\]{33}/)
  assert.throws(() => parsePythonCall(nested(33), setting), /nested more than 32 deep/)
})

test('a text may have 32,768 characters, and no more', () => {
  const long = (length: number) => `opencensus.x.Y('${'\\n'.repeat((length - 18) / 2)}')`
  assert.equal(long(32_768).length, 32_768)
  assert.equal(parsePythonCall(long(32_768), setting).positional[0], '\n'.repeat(16_375))
  assert.throws(() => parsePythonCall(long(32_770), setting), /a text of more than 32768/)
})

test('whatever stands there, nothing is thrown but a ConfigurationError of one line', () => {
  const parts = 'opencensus.x.Y|(|)|[|]|{|}|,|:|=|a|\'|"|\\|r|u|1|.|-|_|e|True|None| |\n|é'.split(
    '|'
  )
  const soup = fc.array(fc.constantFrom(...parts), { maxLength: 30 }).map(list => list.join(''))
  const inside = soup.map(text => `opencensus.x.Y(${text})`)
  fc.assert(
    fc.property(fc.oneof(inside, soup, fc.string({ unit: 'binary' })), text => {
      try {
        parsePythonCall(text, setting)
      } catch (error) {
        assert.ok(error instanceof ConfigurationError, String(error))
        assert.doesNotMatch(error.message, /\n/)
      }
    }),
    { numRuns: runs(2_000) }
  )
})

test('what is written as Python writes it is read back', () => {
  const { value } = fc.letrec(tie => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string({ unit: 'binary' }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 4 })
    )
  }))
  fc.assert(
    fc.property(
      value as fc.Arbitrary<PythonLiteral>,
      fc.constantFrom("'", '"'),
      (literal, quote) => {
        const text = `opencensus.x.Y(a=${toPython(literal, quote)})`
        assert.deepEqual(parsePythonCall(text, setting).keywords.get('a'), literal)
      }
    )
  )
})

/** As `repr()` does. */
function toPython(value: PythonLiteral, quote: string): string {
  if (Array.isArray(value)) return `[${value.map(item => toPython(item, quote)).join(', ')}]`
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : String(value)
  const text = String(value).replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
  return quote + text.replaceAll('\n', '\\n') + quote
}
