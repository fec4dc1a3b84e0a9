import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTraceState, parseTraceState } from '../../src/trace/trace-context.js'
import { fc } from '../generated-input.js'
import { arbitraryTraceState } from './arbitrary-trace.js'

function membersOf(count: number): string {
  return Array.from({ length: count }, (_, i) => `k${i}=v`).join(',')
}

test('members keep their order', () => {
  assert.deepEqual(parseTraceState('rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'), [
    { key: 'rojo', value: '00f067aa0ba902b7' },
    { key: 'congo', value: 't61rcWkgMzE' }
  ])
})

test('several headers are one list', () => {
  const members = parseTraceState(['a=1,b=2', 'c=3'])
  assert.equal(formatTraceState(members ?? []), 'a=1,b=2,c=3')
})

test('of a key that stands in two headers the first member is kept', () => {
  assert.deepEqual(parseTraceState(['a=1', 'a=2']), [{ key: 'a', value: '1' }])
})

const accepted = {
  'an empty header': ['', ''],
  'blanks and tabs around members': [' a=1 \t,\t b=2 ', 'a=1,b=2'],
  'a key that stands twice': ['a=1,b=2,a=3', 'a=1,b=2'],
  'empty members': ['a=1,, ,\t,b=2,', 'a=1,b=2'],
  '32 members': [membersOf(32), membersOf(32)],
  '32 members and an empty one': [`${membersOf(32)},`, membersOf(32)],
  'a key of 256 characters': [`${'k'.repeat(256)}=v`, `${'k'.repeat(256)}=v`],
  'a key of every character that is allowed': ['a_-*/z09=v', 'a_-*/z09=v'],
  'a key that begins with a digit': ['0a=v', '0a=v'],
  'a tenant and a system': ['0t@s=v', '0t@s=v'],
  'a key of 256 characters with an at sign': [`t@${'s'.repeat(254)}=v`, `t@${'s'.repeat(254)}=v`],
  'a key that ends with an at sign': ['t@=v', 't@=v'],
  'a key with at signs side by side': ['a@@b@c=v', 'a@@b@c=v'],
  'a value of 256 characters': [`k=${'v'.repeat(256)}`, `k=${'v'.repeat(256)}`],
  'a value with blanks before and within': ['k= a b', 'k= a b'],
  'a value of the outermost characters': ['k=!+-<>~', 'k=!+-<>~']
} satisfies Record<string, [string, string]>
for (const [what, [header, expected]] of Object.entries(accepted)) {
  test(`${what} is accepted`, () => {
    const members = parseTraceState(header)
    assert.ok(members)
    assert.equal(formatTraceState(members), expected)
  })
}

const refused = {
  '33 members': membersOf(33),
  '33 members, two of them with one key': `${membersOf(32)},k0=v`,
  'a member without equals sign': 'a=1,b',
  'a member without key': 'a=1,=v',
  'a member without value': 'a=',
  'a value of blanks': 'a= ',
  'a key of 257 characters': `${'k'.repeat(257)}=v`,
  'a value of 257 characters': `k=${'v'.repeat(257)}`,
  'an upper-case key': 'Key=v',
  'a key that begins with a hyphen': '-k=v',
  'a key with a dot': 'a.b=v',
  'a key with a blank at its end': 'key =v',
  'a key with a blank within': 'k y=v',
  'a key of 257 characters with an at sign': `t@${'s'.repeat(255)}=v`,
  'a key that begins with an at sign': '@s=v',
  'a value with an equals sign': 'a=b=c',
  'a value with a tab within': 'a=b\tc',
  'a value with a control character': 'a=b\x7f',
  'a value that is no ASCII': 'a=é',
  'a no-break space around a member': 'a=1,\u00a0b=2'
}
for (const [what, header] of Object.entries(refused)) {
  test(`${what} voids the header`, () => {
    assert.equal(parseTraceState(header), undefined)
  })
}

test('any list that is written is read as it was', () => {
  fc.assert(
    fc.property(arbitraryTraceState, members => {
      assert.deepEqual(parseTraceState(formatTraceState(members)), members)
    })
  )
})

test('what is read is valid: written and read again it is the same', () => {
  const pieces = fc.constantFrom('a', 'B', '0', '=', ',', '@', ' ', '\t', 'tenant@system', 'k=v')
  fc.assert(
    fc.property(fc.string({ unit: pieces, maxLength: 40 }), header => {
      const members = parseTraceState(header)
      if (members === undefined) return
      assert.deepEqual(parseTraceState(formatTraceState(members)), members)
    })
  )
})

test('reading throws on no text and on no list of texts', () => {
  const text = fc.string({ unit: 'binary' })
  fc.assert(fc.property(fc.oneof(text, fc.array(text)), header => void parseTraceState(header)))
})
