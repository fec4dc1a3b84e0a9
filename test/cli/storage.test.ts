import assert from 'node:assert/strict'
import { chmodSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { createFolder } from '../config/temporary-folder.js'
import { repository } from '../process/repository.js'
import { runProgram } from '../process/run-program.js'
import { findProblem, runDoctor } from './doctor-command.js'

const key = '00000000-0000-0000-0000-0000000000aa'
const sendingNowhere = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${key};IngestionEndpoint=http://127.0.0.1:1/`
}

/** A storage folder in which a program has left the calls that it could not send. */
async function leaveTelemetry(t: TestContext, calls = 1) {
  // Paths that no compression makes smaller.
  const app = `const http = require('node:http')
    const { randomBytes } = require('node:crypto')
    for (let i = 0; i < ${calls}; i++) {
      const path = randomBytes(3000).toString('hex')
      http.get('http://127.0.0.1:1/' + path).on('error', () => undefined)
    }`
  const cwd = createFolder(t, { 'app.js': app })
  const env = { ...sendingNowhere, OUTSPAN_STORAGE_DIRECTORY: cwd, OUTSPAN_LOG_LEVEL: 'off' }
  const nodeArgs = ['-r', join(repository, 'register.js')]
  await runProgram({ file: 'app.js', nodeArgs, cwd, env })
  return env
}

function folderOf({ OUTSPAN_STORAGE_DIRECTORY: base = '' }: Record<string, string>): string {
  const name = readdirSync(base).find(each => each.startsWith('outspan-'))
  return join(base, name ?? 'there is no folder')
}

function ask(t: TestContext, env: Readonly<Record<string, string>>) {
  return runDoctor({ args: ['--offline'], env, cwd: createFolder(t) })
}

test('doctor tells what waits in the storage, since when, and whose it is', async t => {
  const env = await leaveTelemetry(t)
  const texts = (await ask(t, env)).map(({ found }) => found)
  assert.ok(texts.some(text => /^1 items wait in it, since \d{4}-.*MiB are free/.test(text)))
  assert.ok(texts.some(text => text.startsWith(folderOf(env)) && text.endsWith('mode 0700')))
})

test('a folder that is not there yet is no problem', async t => {
  const env = { ...sendingNowhere, OUTSPAN_STORAGE_DIRECTORY: createFolder(t) }
  const findings = await ask(t, env)
  assert.ok(findings.some(({ found }) => found.includes('is not there yet')))
})

test('a folder that others may write to is storage-unusable', async t => {
  const env = await leaveTelemetry(t)
  chmodSync(folderOf(env), 0o777)
  assert.match(findProblem(await ask(t, env), 'storage-unusable').found, /writable by others/)
})

test('a link in place of the folder is storage-unusable', async t => {
  const env = await leaveTelemetry(t)
  const base = createFolder(t)
  symlinkSync(folderOf(env), join(base, folderOf(env).split('/').at(-1) ?? ''))
  const findings = await ask(t, { ...env, OUTSPAN_STORAGE_DIRECTORY: base })
  assert.match(findProblem(findings, 'storage-unusable').found, /is no directory/)
})

test('a base that is a file is storage-unusable', async t => {
  const base = join(createFolder(t, { file: '' }), 'file', 'below')
  const env = { ...sendingNowhere, OUTSPAN_STORAGE_DIRECTORY: base }
  findProblem(await ask(t, env), 'storage-unusable')
})

test('a storage with less room than one batch more is storage-full', async t => {
  const env = await leaveTelemetry(t, 400)
  const findings = await ask(t, { ...env, OUTSPAN_STORAGE_MAX_BYTES: String(2 * 2 ** 20) })
  assert.match(findProblem(findings, 'storage-full').found, /of 2\.0 MiB/)
})

test('a base where nothing can be made is storage-unusable, for root as for others', async t => {
  // Linux has such a place on every machine.
  if (process.platform !== 'linux') return
  const env = { ...sendingNowhere, OUTSPAN_STORAGE_DIRECTORY: '/proc/outspan' }
  assert.match(findProblem(await ask(t, env), 'storage-unusable').found, /^ENOENT|EACCES|EROFS/)
})

test('the look leaves nothing behind', async t => {
  const env = await leaveTelemetry(t)
  const before = readdirSync(folderOf(env))
  await ask(t, env)
  assert.deepEqual(readdirSync(folderOf(env)), before)
})
