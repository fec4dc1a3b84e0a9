import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runBothWays } from '../process/both-ways.js'
import { fixture } from './fixture.js'
import { startScriptedServer } from './scripted-server.js'
import { undiciVersions } from './undici-versions.js'

for (const name of undiciVersions(7)) {
  test(`an answer out of the cache of ${name} is no call: only what reaches the server gets a span (U19)`, async t => {
    const server = await startScriptedServer(t, (request, response) => {
      const path = request.url?.slice(1)
      const isKnown = request.headers['if-none-match'] === '"tag"'
      if (path === 'kept') response.setHeader('cache-control', 'max-age=3600')
      if (path === 'not-kept') response.setHeader('cache-control', 'no-store')
      if (path === 'revalidated') {
        response.setHeader('cache-control', 'max-age=3600, no-cache')
        response.setHeader('etag', '"tag"')
      }
      response.statusCode = isKnown ? 304 : 200
      response.end(isKnown ? undefined : `body of ${path}`)
    })
    const program = { file: fixture('cached.cjs'), args: [server.origin, name] }
    const { dependencies } = await runBothWays(t, server, program, {
      varying: ['if-modified-since']
    })
    const calls = dependencies.map(call => `${call.name} ${call.resultCode}`).sort()
    const kept = ['GET /kept 200']
    const notKept = ['GET /not-kept 200', 'GET /not-kept 200']
    assert.deepEqual(calls, [...kept, ...notKept, 'GET /revalidated 200', 'GET /revalidated 304'])
  })
}
