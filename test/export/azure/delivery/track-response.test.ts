import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ItemOutcome,
  judgeResponse,
  readRetryAfter
} from '../../../../src/export/azure/delivery/track-response.js'
import { fc } from '../../../generated-input.js'

const minute = 60_000
const hour = 60 * minute
const now = Date.UTC(2026, 2, 1)

interface ItemError {
  readonly index: number
  readonly statusCode: number
  readonly message?: string
}

function bodyOf(
  itemsReceived: number,
  errors: readonly ItemError[],
  itemsAccepted?: number
): string {
  const accepted = itemsAccepted ?? itemsReceived - errors.length
  return JSON.stringify({ itemsReceived, itemsAccepted: accepted, appId: null, errors })
}

function judge(status: number, body = '', count = 2, retryAfter?: string) {
  return judgeResponse(status, retryAfter, body, count, now)
}

// azure-ingestion.md §12; the pause is in milliseconds, 0 leaves it to the back-off.
const statuses: Record<number, [ItemOutcome, number]> = {
  200: ['accepted', 0],
  204: ['rejected', 0],
  206: ['unconfirmed', 0],
  302: ['rejected', 0],
  307: ['retry', 0],
  308: ['retry', 0],
  400: ['rejected', 0],
  401: ['retry', minute],
  402: ['rejected', hour],
  403: ['retry', minute],
  404: ['rejected', 0],
  405: ['retry', 0],
  408: ['retry', 0],
  410: ['rejected', 0],
  413: ['rejected', 0],
  429: ['retry', 0],
  439: ['rejected', hour],
  500: ['retry', 0],
  502: ['retry', 0],
  503: ['retry', 0],
  504: ['retry', 0],
  599: ['retry', 0]
}
const bodies = {
  empty: '',
  HTML: '<html><body>Service Unavailable</body></html>',
  'cut JSON': '{"itemsReceived":2,"itemsAccep',
  null: 'null',
  'a list': '[1,2]',
  'a text': '"errors"',
  'without errors': '{"itemsReceived":2}',
  'of errors that are no list': '{"errors":{"0":{"index":0,"statusCode":400}}}',
  'of errors that are none': '{"errors":[null,7,"x",[],{}]}',
  'of an index out of range':
    '{"errors":[{"index":2,"statusCode":400},{"index":-1,"statusCode":400}]}',
  'of an index that is no number':
    '{"errors":[{"index":"0","statusCode":400},{"index":0.5,"statusCode":400}]}',
  'of a status that is no number': '{"errors":[{"index":0,"statusCode":"400"},{"index":1}]}',
  huge: `{"errors":[${'null,'.repeat(200_000)}null]}`
}
for (const [status, [outcome, pause]] of Object.entries(statuses)) {
  test(`the status ${status} means ${outcome}, pause ${pause} ms`, () => {
    const verdict = judge(Number(status))
    const statuses = [Number(status), Number(status)]
    const outcomes = [outcome, outcome]
    assert.deepEqual(verdict, { outcomes, statuses, retryAfter: pause, messages: [] })
  })

  test(`the status ${status} counts when the body says nothing about items`, () => {
    for (const [what, body] of Object.entries(bodies)) {
      assert.deepEqual(judge(Number(status), body).outcomes, [outcome, outcome], what)
    }
  })
}

test('items of a 206 are judged one by one, and those without an entry were accepted', () => {
  const codes = [206, 400, 402, 408, 429, 439, 500, 503]
  const errors = codes.map((statusCode, i) => ({ index: i + 1, statusCode, message: `m${i}` }))
  const { outcomes } = judge(206, bodyOf(10, errors), 10)
  assert.deepEqual(outcomes, [
    'accepted',
    'accepted',
    'rejected',
    'rejected',
    'retry',
    'retry',
    'rejected',
    'retry',
    'retry',
    'accepted'
  ])
})

for (const status of [400, 429, 500]) {
  test(`items are judged one by one under the status ${status} too`, () => {
    const errors = [
      { index: 0, statusCode: 429 },
      { index: 2, statusCode: 400 }
    ]
    const { outcomes } = judge(status, bodyOf(4, errors), 4)
    assert.deepEqual(outcomes, ['retry', 'accepted', 'rejected', 'accepted'])
  })
}

test('items without an entry share the status when the body says that none was accepted', () => {
  const { outcomes } = judge(500, bodyOf(3, [{ index: 0, statusCode: 400 }], 0), 3)
  assert.deepEqual(outcomes, ['rejected', 'retry', 'retry'])
})

test('a 206 that says that all was accepted is believed', () => {
  assert.deepEqual(judge(206, bodyOf(2, [])).outcomes, ['accepted', 'accepted'])
  const some = bodyOf(2, [], 1)
  assert.deepEqual(judge(206, some).outcomes, ['unconfirmed', 'unconfirmed'])
})

test('the status behind an outcome is that of the item, else that of the request', () => {
  const errors = [{ index: 1, statusCode: 400 }]
  assert.deepEqual(judge(206, bodyOf(2, errors)).statuses, [200, 400])
  assert.deepEqual(judge(500, bodyOf(2, errors, 0)).statuses, [500, 400])
})

test('of two entries for one item the last counts', () => {
  const errors = [
    { index: 0, statusCode: 500 },
    { index: 0, statusCode: 400 }
  ]
  assert.deepEqual(judge(206, bodyOf(2, errors), 2).outcomes, ['rejected', 'accepted'])
})

test('a quota that is used up within a request pauses as one that was before', () => {
  for (const statusCode of [402, 439]) {
    assert.equal(judge(206, bodyOf(2, [{ index: 1, statusCode }])).retryAfter, hour)
  }
})

test('each reason for a final refusal is told once, others are not', () => {
  const errors = [
    { index: 0, statusCode: 400, message: 'bad' },
    { index: 1, statusCode: 400, message: 'bad' },
    { index: 2, statusCode: 500, message: 'busy' },
    { index: 3, statusCode: 402, message: 'quota' }
  ]
  assert.deepEqual(judge(206, bodyOf(5, errors), 5).messages, ['400 bad', '402 quota'])
})

test('of many reasons five are told, of a long one 200 characters, each on one line', () => {
  const errors = Array.from({ length: 9 }, (_, index) => {
    return { index, statusCode: 400, message: `${index}\u001b\n${'x'.repeat(300)}` }
  })
  const { messages } = judge(400, bodyOf(9, errors), 9)
  assert.equal(messages.length, 5)
  assert.equal(messages[0], `400 0 ${'x'.repeat(198)}`)
})

test('a message that is no text is left out', () => {
  const body = `{"errors":[
    {"index":0,"statusCode":400,"message":{"toString":1,"valueOf":1}},
    {"index":1,"statusCode":400}]}`
  assert.deepEqual(judge(206, body).messages, ['400'])
})

test('no body makes it throw, and there is an outcome for each item', () => {
  const jsonText = fc.oneof(fc.json(), fc.string())
  const body = fc.oneof(
    jsonText,
    fc.record({ errors: fc.array(fc.jsonValue()) }).map(value => JSON.stringify(value)),
    fc
      .array(
        fc.record({
          index: fc.integer({ min: -1, max: 4 }),
          statusCode: fc.jsonValue(),
          message: fc.jsonValue()
        })
      )
      .map(errors => JSON.stringify({ errors }))
  )
  fc.assert(
    fc.property(fc.integer({ min: 200, max: 599 }), body, fc.nat(3), (status, text, count) => {
      const { outcomes } = judge(status, text, count)
      assert.equal(outcomes.length, count)
      assert.ok(
        outcomes.every(outcome =>
          ['accepted', 'retry', 'rejected', 'unconfirmed'].includes(outcome)
        )
      )
    })
  )
})

const retryAfters: [string | undefined, number][] = [
  [undefined, 0],
  ['', 0],
  ['0', 0],
  ['1', 1_000],
  [' 120 ', 120_000],
  ['86400', 24 * hour],
  ['86401', 24 * hour],
  ['9'.repeat(400), 24 * hour],
  ['-5', 0],
  ['1.5', 0],
  ['soon', 0],
  ['5 minutes', 0],
  ['Sun, 01 Mar 2026 00:00:30 GMT', 30_000],
  ['Sunday, 01-Mar-26 00:00:30 GMT', 30_000],
  ['Sun, 01 Mar 2026 00:00:00 GMT', 0],
  ['Sat, 28 Feb 2026 23:59:59 GMT', 0],
  ['Mon, 02 Mar 2026 00:00:00 GMT', 24 * hour],
  ['Mon, 02 Mar 2026 00:00:01 GMT', 24 * hour],
  ['Fri, 01 Jan 2100 00:00:00 GMT', 24 * hour],
  ['Sun, 99 Mar 2026 00:00:30 GMT', 0]
]
for (const [value, delay] of retryAfters) {
  test(`Retry-After ${JSON.stringify(value)?.slice(0, 40)} asks for ${delay} ms`, () => {
    assert.equal(readRetryAfter(value, now), delay)
  })
}

test('Retry-After is taken over from every status, but never shortens the pause of a quota', () => {
  for (const status of [200, 206, 400, 408, 429, 500, 503]) {
    assert.equal(judge(status, '', 1, '7').retryAfter, 7_000)
  }
  for (const status of [402, 439]) {
    assert.equal(judge(status, '', 1, '7').retryAfter, hour)
    assert.equal(judge(status, '', 1, '7200').retryAfter, 2 * hour)
  }
})

test('a missing token is waited for a minute, or longer when that is asked for', () => {
  for (const status of [401, 403]) {
    assert.equal(judge(status, '', 1, '7').retryAfter, minute)
    assert.equal(judge(status, '', 1, '70').retryAfter, 70_000)
  }
})
