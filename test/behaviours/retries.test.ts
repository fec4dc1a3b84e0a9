import assert from 'node:assert/strict'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { test } from 'node:test'
import { runBothWays } from '../process/both-ways.js'
import type { Exchange } from '../process/exchange.js'
import { failed } from '../process/expected-ends.js'
import type { Expected } from '../process/telemetry-check.js'
import { fixture } from './fixture.js'
import { startScriptedServer } from './scripted-server.js'
import { undiciVersions } from './undici-versions.js'

const whole = 'the whole body'

for (const name of undiciVersions(7)) {
  test(`each attempt of the RetryAgent of ${name} is one span that ends once (U17, L16)`, async t => {
    const attempts = new Map<string, number>()
    const server = await startScriptedServer(t, (request, response) => {
      const path = request.url ?? ''
      const attempt = (attempts.get(path) ?? 0) + 1
      attempts.set(path, attempt)
      answerAttempt(path.split('/')[1], attempt, request, response)
    })
    const takeExchanges = () => {
      attempts.clear()
      return server.takeExchanges()
    }
    const program = { file: fixture('retries.cjs'), args: [server.origin, name] }
    const options = { except: expectedOf }
    const { traced, dependencies } = await runBothWays(t, { takeExchanges }, program, options)
    assert.match(traced.outcome.stdout, /cut-once\/agent\n {2}200 14 the whole body/)
    assert.equal(dependencies.length, 3 + 3 + 4 + 2 + 2 + 2 + 2)
  })
}

function answerAttempt(
  script: string | undefined,
  attempt: number,
  request: IncomingMessage,
  response: ServerResponse
): void {
  if (script === 'unavailable-always' || (script === 'unavailable-twice' && attempt <= 2)) {
    response.writeHead(503).end('not now')
  } else if (script === 'reset-once' && attempt === 1) {
    request.socket.resetAndDestroy()
  } else if (script?.startsWith('cut') && attempt === 1) {
    response.writeHead(200, { 'content-length': whole.length, etag: '"one"' })
    response.write(whole.slice(0, 3), () => request.socket.destroy())
  } else if (script?.startsWith('cut')) {
    const etag = script === 'cut-and-changed' ? '"two"' : '"one"'
    const range = `bytes 3-${whole.length - 1}/${whole.length}`
    response.writeHead(206, { 'content-range': range, etag }).end(whole.slice(3))
  } else {
    response.end(whole)
  }
}

/** What differs from the status alone. */
function expectedOf({ url, status, headers }: Exchange): Expected | undefined {
  const isFirst = !headers.some(([name]) => name.toLowerCase() === 'range')
  if (url.startsWith('/cut') && isFirst) return failed('UND_ERR_SOCKET', '200')
  // The rest of another body: undici does not take it.
  if (url.startsWith('/cut-and-changed')) return failed('UND_ERR_REQ_RETRY', '206')
  if (status === undefined) return failed('ECONNRESET')
  // undici tells of the answer's end and then of an error of its own.
  return status === 503 ? failed('503') : undefined
}
