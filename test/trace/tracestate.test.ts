import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatTraceState, parseTraceState } from '../../src/trace/trace-context.js'
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

test('a key that stands in two headers voids both', () => {
  assert.equal(parseTraceState(['a=1', 'a=2']), undefined)
})

const accepted = {
  'an empty header': ['', ''],
  'blanks and tabs around members': [' a=1 \t,\t b=2 ', 'a=1,b=2'],
  'empty members': ['a=1,, ,\t,b=2,', 'a=1,b=2'],
  '32 members': [membersOf(32), membersOf(32)],
  '32 members and an empty one': [`${membersOf(32)},`, membersOf(32)],
  'a key of 256 characters': [`${'k'.repeat(256)}=v`, `${'k'.repeat(256)}=v`],
  'a key of every character that is allowed': ['a_-*/z09=v', 'a_-*/z09=v'],
  'a key that begins with a digit': ['0a=v', '0a=v'],
  'a tenant of 241 and a system of 14 characters': [
    `${'t'.repeat(241)}@${'s'.repeat(14)}=v`,
    `${'t'.repeat(241)}@${'s'.repeat(14)}=v`
  ],
  'a tenant that begins with a digit': ['0t@s=v', '0t@s=v'],
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
  'a key that stands twice': 'a=1,b=2,a=1',
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
  'a tenant of 242 characters': `${'t'.repeat(242)}@s=v`,
  'a system of 15 characters': `t@${'s'.repeat(15)}=v`,
  'a system that begins with a digit': 't@0s=v',
  'a tenant without system': 't@=v',
  'a system without tenant': '@s=v',
  'two at signs': 'a@b@c=v',
  'two at signs side by side': 'a@@b=v',
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
