import type { Traceparent, TraceStateMember } from '../../src/trace/trace-context.js'
import { fc } from '../generated-input.js'

const idCharacters = 'abcdefghijklmnopqrstuvwxyz0123456789'
const keyCharacters = `${idCharacters}_-*/@`
const allPrintable = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))
const valueCharacters = allPrintable.filter(character => character !== ',' && character !== '=')

/** A text of `minLength` to `maxLength` characters out of `characters`. */
function text(characters: Iterable<string>, minLength: number, maxLength: number) {
  return fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength })
}

function arbitraryId(length: number): fc.Arbitrary<string> {
  return text('0123456789abcdef', length, length).filter(id => /[^0]/.test(id))
}

export const arbitraryTraceparent: fc.Arbitrary<Traceparent> = fc.record(
  {
    traceId: arbitraryId(32),
    spanId: arbitraryId(16),
    sampled: fc.boolean(),
    hasRandomTraceId: fc.boolean()
  },
  { noNullPrototype: true }
)

const arbitraryKey = fc
  .tuple(text(idCharacters, 1, 1), text(keyCharacters, 0, 255))
  .map(parts => parts.join(''))

const arbitraryMember: fc.Arbitrary<TraceStateMember> = fc.record(
  {
    key: arbitraryKey,
    value: fc
      .tuple(text(valueCharacters, 0, 255), text(valueCharacters.slice(1), 1, 1))
      .map(parts => parts.join(''))
  },
  { noNullPrototype: true }
)

/** Any list that a tracestate header can hold. */
export const arbitraryTraceState: fc.Arbitrary<TraceStateMember[]> = fc.uniqueArray(
  arbitraryMember,
  { selector: ({ key }) => key, maxLength: 32 }
)
