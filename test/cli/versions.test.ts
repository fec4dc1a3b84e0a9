import assert from 'node:assert/strict'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { checkNode } from '../../src/cli/checks/versions.js'
import { createFolder } from '../config/temporary-folder.js'
import { findProblem, runDoctor } from './doctor-command.js'

test('the oldest Node that is allowed is supported, the one before it is not', () => {
  assert.equal(checkNode('20.18.1').status, 'ok')
  assert.equal(checkNode('27.0.0-nightly').status, 'ok')
  assert.equal(checkNode('20.18.0').code, 'node-unsupported')
})

/** A registry that knows one version of every package. */
async function startRegistry(t: TestContext, version: string): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const name = decodeURIComponent(url.slice(1))
    const versions = { [version]: { name, version, dist: {} } }
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const newest = [
  ['0.0.1', undefined, /is the newest/],
  ['99.0.0', 'outspan-outdated', /the newest is 99\.0\.0/]
] as const

for (const [version, code, found] of newest) {
  test(`with ${version} in the user's own registry doctor says ${code ?? 'that all is well'}`, async t => {
    const registry = await startRegistry(t, version)
    const cwd = createFolder(t, { '.npmrc': `registry=${registry}\n`, 'package.json': '{}' })
    const env = { HOME: cwd, npm_config_cache: cwd, OUTSPAN_EXPORTER: 'console' }
    const findings = await runDoctor({ env, cwd })
    const own = findings.find(finding => finding.found.startsWith('outspan '))
    // npm may take longer than it is given, on a busy machine; nothing else is an excuse.
    if (own?.status === 'skipped') return assert.match(own.found, /npm did not tell/)
    assert.equal(own?.code, code)
    assert.match(own?.found ?? '', found)
  })
}

test('npm is asked without the agent that NODE_OPTIONS loads into the program', async t => {
  const registry = await startRegistry(t, '99.0.0')
  const cwd = createFolder(t, {
    '.npmrc': `registry=${registry}\n`,
    'package.json': '{}',
    'agent.js': `require('node:fs').appendFileSync(__dirname + '/loaded', process.argv[1] + '\\n')`
  })
  const NODE_OPTIONS = `--require ${join(cwd, 'agent.js')}`
  const env = { HOME: cwd, npm_config_cache: cwd, OUTSPAN_EXPORTER: 'console', NODE_OPTIONS }
  await runDoctor({ env, cwd })
  assert.match(readFileSync(join(cwd, 'loaded'), 'utf8'), /^.*outspan\.js\n$/)
})

test('a registry that does not answer costs two seconds, and is no problem', async t => {
  const server = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.after(() => server.close().closeAllConnections())
  const registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const cwd = createFolder(t, { '.npmrc': `registry=${registry}\n`, 'package.json': '{}' })
  const env = { HOME: cwd, npm_config_cache: cwd, OUTSPAN_EXPORTER: 'console' }
  const findings = await runDoctor({ env, cwd })
  const own = findings.find(finding => finding.found.startsWith('outspan '))
  assert.equal(own?.status, 'skipped')
})

test('without npm, or where the registry does not have it, doctor says so', async t => {
  const cwd = createFolder(t, { 'package.json': '{}' })
  const findings = await runDoctor({ env: { PATH: '', OUTSPAN_EXPORTER: 'console' }, cwd })
  assert.ok(
    findings.some(({ found }) => found.endsWith('npm did not tell the newest: there is no npm'))
  )
})

test('every package that an integration knows by its versions is looked at', async t => {
  const cwd = createFolder(t, {
    'package.json': '{}',
    'node_modules/@nestjs/core/package.json': '{ "version": "10.4.0" }'
  })
  const findings = await runDoctor({
    args: ['--offline'],
    env: { OUTSPAN_EXPORTER: 'console' },
    cwd
  })
  assert.match(findProblem(findings, 'version-not-covered').found, /^@nestjs\/core 10\.4\.0 /)
})
