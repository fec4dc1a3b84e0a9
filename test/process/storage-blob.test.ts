import assert from 'node:assert/strict'
import { test } from 'node:test'
import { azuriteAccount, startAzurite } from './azurite.js'
import { runBothWays } from './both-ways.js'
import { startRecordingProxy } from './recording-proxy.js'
import { fixture } from './repository.js'

// They hold the time of the call, or are signed over it.
const varying = ['authorization', 'x-ms-date', 'x-ms-client-request-id']

test('calls of @azure/storage-blob keep their signatures valid, and a wrong key is refused as before (H15)', async t => {
  const proxy = await startRecordingProxy(t, await startAzurite(t))
  const { name, key } = azuriteAccount
  const args = [`${proxy.origin}/${name}`, name, key]
  const program = { file: fixture('clients/storage-blob.cjs'), args }
  const { traced } = await runBothWays(t, proxy, program, { varying })
  assert.match(traced.outcome.stdout, /^wrong key 403 AuthorizationFailure$/m)
  assert.match(traced.outcome.stdout, /^delete 202$/m)
  assert.equal(traced.exchanges.length, 7)
})
