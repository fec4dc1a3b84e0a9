import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runServing } from '../incoming/serving.js'
import { isBundled } from '../process/repository.js'

const skip = isBundled ? false : 'only the bundle does without require.cache'

test('a program that clears require.cache is traced by one agent all the time', {
  skip
}, async t => {
  const fixture = 'clears-require-cache.cjs'
  const { requests, dependencies, exceptions } = await runServing(t, fixture)
  assert.deepEqual(
    requests.map(({ name, responseCode }) => `${name} ${responseCode}`),
    ['GET /plain 200', 'GET /users/:id 200', 'GET /users/:id 500', 'GET /items/:id 200']
  )
  assert.deepEqual(
    dependencies.map(({ name }) => name),
    ['GET /plain', 'GET /users/7', 'GET /users/0', 'GET /items/3']
  )
  assert.deepEqual(
    exceptions.map(({ type, message }) => `${type}: ${message}`),
    ['RangeError: no such user']
  )
  // Each request is served on behalf of the call.
  assert.deepEqual(
    requests.map(({ parentId }) => parentId),
    dependencies.map(({ id }) => id)
  )
})
