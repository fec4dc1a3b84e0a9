import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { sendingTo } from '../process/preload.js'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { findProblem, runDoctor, runOutspan } from './doctor-command.js'

function ask(t: TestContext, env: Readonly<Record<string, string>>) {
  // Without npm, which would ask its registry.
  return runDoctor({ env: { ...env, PATH: '' }, cwd: createFolder(t) })
}

test('an endpoint that takes the test item is no problem, and got just that item', async t => {
  const standIn = await startStandIn(t)
  const findings = await ask(t, sendingTo(standIn))
  assert.deepEqual(
    findings.filter(({ status }) => status === 'problem'),
    []
  )
  assert.ok(findings.some(({ found }) => /answered 200.*outspan doctor: test item/.test(found)))
  assert.equal(standIn.envelopes.length, 1)
  assert.deepEqual(standIn.violations, [])
})

const answers: readonly (readonly [number, string, string])[] = [
  [400, 'key-refused', 'Invalid instrumentation key'],
  [401, 'authentication-required', 'Unauthorized'],
  [403, 'authentication-required', 'Forbidden'],
  [402, 'quota-used-up', 'Daily quota exceeded'],
  [439, 'quota-used-up', 'Daily quota exceeded'],
  [404, 'endpoint-wrong', 'Not found'],
  [405, 'endpoint-failing', 'Method not allowed'],
  [408, 'endpoint-failing', 'Timed out'],
  [429, 'throttled', 'Too many'],
  [500, 'endpoint-failing', 'Oh'],
  [503, 'endpoint-failing', 'Busy']
]

for (const [status, code, message] of answers) {
  test(`an endpoint that answers ${status} is ${code}, in the service's own words`, async t => {
    const standIn = await startStandIn(t)
    const errors = [{ index: 0, statusCode: status, message }]
    standIn.answer({ status, body: JSON.stringify({ errors }) })
    const finding = findProblem(await ask(t, sendingTo(standIn)), code)
    assert.match(finding.found, new RegExp(`${status}: .*${message}`))
  })
}

const refusals = [
  ['authentication-required', 'Authentication token is required'],
  ['clock-skewed', "103: Field 'time' on type 'Envelope' is older than the allowed min date"]
] as const

for (const [code, message] of refusals) {
  test(`a 400 that says '${message}' is ${code}`, async t => {
    const standIn = await startStandIn(t)
    standIn.answer({ status: 400, body: JSON.stringify({ errors: [{ index: 0, message }] }) })
    assert.match(findProblem(await ask(t, sendingTo(standIn)), code).found, /answered 400: /)
  })
}

const strangers = [
  [200, '<html>sign in</html>'],
  [302, ''],
  [418, 'teapot']
] as const

for (const [status, body] of strangers) {
  test(`what answers ${status} '${body}' is no ingestion endpoint: endpoint-wrong`, async t => {
    const standIn = await startStandIn(t)
    standIn.answer({ status, body })
    findProblem(await ask(t, sendingTo(standIn)), 'endpoint-wrong')
  })
}

test('what doctor does at the endpoint is said before, and neither key nor password is shown', async t => {
  const standIn = await startStandIn(t)
  const env = { ...sendingTo(standIn), PATH: '', HTTP_PROXY: 'http://me:pa55@127.0.0.1:1' }
  const { stdout, stderr } = await runOutspan({ args: ['doctor'], env, cwd: createFolder(t) })
  assert.match(stderr, /^outspan doctor asks npm .* sends one message .*--offline/)
  assert.match(stdout, /a proxy is set: 127\.0\.0\.1:1\n/)
  assert.equal(`${stdout}${stderr}`.includes('pa55'), false)
  assert.equal(stdout.includes('00000000-0000'), false)
})

test('a wrong key is key-refused', async t => {
  const standIn = await startStandIn(t)
  const connectionString = standIn.connectionString.replace('0001;', '0002;')
  findProblem(
    await ask(t, { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString }),
    'key-refused'
  )
})

const skews = [
  [-310, /ahead of/],
  [310, /behind/]
] as const

for (const [seconds, direction] of skews) {
  test(`a clock that differs by ${seconds} s from the endpoint's is clock-skewed`, async t => {
    const standIn = await startStandIn(t)
    const date = new Date(Date.now() + seconds * 1000).toUTCString()
    standIn.answer({ headers: { date } })
    assert.match(findProblem(await ask(t, sendingTo(standIn)), 'clock-skewed').found, direction)
  })
}

function sendingToHost(endpoint: string): Record<string, string> {
  const key = '00000000-0000-0000-0000-000000000001'
  return {
    APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${key};IngestionEndpoint=${endpoint}`
  }
}

test('a name that does not exist is endpoint-unknown', async t => {
  const findings = await ask(t, sendingToHost('https://endpoint.invalid/'))
  assert.match(findProblem(findings, 'endpoint-unknown').found, /endpoint\.invalid/)
})

test('a port that nobody listens on is endpoint-unreachable', async t => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  const findings = await ask(t, sendingToHost(`http://127.0.0.1:${port}/`))
  assert.match(findProblem(findings, 'endpoint-unreachable').found, /ECONNREFUSED/)
})

test('a certificate that nobody vouches for is endpoint-untrusted', async t => {
  const standIn = await startStandIn(t, { tls: localhostCertificate })
  assert.match(
    findProblem(await ask(t, sendingTo(standIn)), 'endpoint-untrusted').found,
    /SELF_SIGNED|CERT/
  )
})
