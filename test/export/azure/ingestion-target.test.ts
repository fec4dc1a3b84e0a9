import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { logger } from '../../../src/diagnostics/logger.js'
import { readIngestionTarget } from '../../../src/export/azure/ingestion-target.js'

const key = '0f0f0f0f-1111-2222-3333-444444444444'
const global = 'https://dc.services.visualstudio.com'

test('a connection string wins over a bare key, and nothing is warned about', t => {
  const warned = recordWarnings(t)
  const connectionString = `InstrumentationKey=${key};IngestionEndpoint=https://own.test`
  const target = readIngestionTarget({ connectionString, instrumentationKey: 'other' })
  assert.deepEqual([target.instrumentationKey, target.endpoint], [key, 'https://own.test'])
  assert.deepEqual(warned, [])
})

test('a bare key goes to the global endpoint, with a warning that it is deprecated', t => {
  const warned = recordWarnings(t)
  const target = readIngestionTarget({ instrumentationKey: key })
  assert.deepEqual([target.instrumentationKey, target.endpoint], [key, global])
  assert.deepEqual(warned, ['bare key'])
})

test('a key that is no GUID is warned about and taken', t => {
  const warned = recordWarnings(t)
  const connectionString = 'InstrumentationKey=mine'
  assert.equal(readIngestionTarget({ connectionString }).instrumentationKey, 'mine')
  assert.deepEqual(warned, ['key'])
})

test('neither is an error that says what to set', () => {
  assert.throws(() => readIngestionTarget({ connectionString: undefined }), {
    name: 'ConfigurationError',
    code: 'ERR_CONNECTION_STRING_MISSING',
    message: /^connectionString .* set APPLICATIONINSIGHTS_CONNECTION_STRING /
  })
})

test('an invalid connection string is an error though there is a key', () => {
  const options = { connectionString: 'InstrumentationKey', instrumentationKey: key }
  assert.throws(() => readIngestionTarget(options), { code: 'ERR_CONNECTION_STRING_INVALID' })
})

function recordWarnings(t: TestContext): readonly string[] {
  const topics: string[] = []
  t.mock.method(logger, 'warn', (topic: string, message: string) => {
    assert.ok(!message.includes(key), 'the key is not shown')
    topics.push(topic)
  })
  return topics
}
