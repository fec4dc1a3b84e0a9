import assert from 'node:assert/strict'
import { join, relative } from 'node:path'
import { test } from 'node:test'
import { readConfigFile } from '../../src/config/config-file.js'
import { ConfigurationError } from '../../src/diagnostics/errors.js'
import { createFolder } from './temporary-folder.js'

const text = '{"samplingRate":0.5}'

test('outspan.config.json in the folder of the program is read', t => {
  const folder = createFolder(t, { 'outspan.config.json': text })
  const path = join(folder, 'outspan.config.json')
  assert.deepEqual(readConfigFile(undefined, folder), { path, values: { samplingRate: 0.5 } })
})

test('it need not be there', t => {
  assert.equal(readConfigFile(undefined, createFolder(t)), undefined)
})

for (const named of ['', ' \t']) {
  test(`a variable set to ${JSON.stringify(named)} names no file`, t => {
    assert.equal(readConfigFile(named, createFolder(t)), undefined)
  })
}

test('a file that is named is read in place of the other, relative to the working directory', t => {
  const folder = createFolder(t, { 'outspan.config.json': '{}', 'own.json': text })
  const path = join(folder, 'own.json')
  const file = readConfigFile(relative(process.cwd(), path), folder)
  assert.deepEqual(file, { path, values: { samplingRate: 0.5 } })
})

test('a file that is named has to be there', t => {
  const folder = createFolder(t)
  assertRefused(folder, join(folder, 'own.json'), 'it cannot be read (ENOENT)')
})

test('a file that cannot be read is an error, named or not', t => {
  const folder = createFolder(t, { 'outspan.config.json/x': '' })
  assertRefused(folder, undefined, 'it cannot be read (EISDIR)')
  assertRefused(folder, folder, 'it cannot be read (EISDIR)')
})

for (const broken of ['', '{', 'samplingRate=0.5', '{"samplingRate":0.5,}', '{} {}']) {
  test(`${JSON.stringify(broken)} is refused as no JSON`, t => {
    assertRefused(createFolder(t, { 'outspan.config.json': broken }), undefined, 'it is no JSON: ')
  })
}

for (const other of ['[]', '[{"samplingRate":1}]', 'null', '7', '"text"', 'true']) {
  test(`${other} is refused as no JSON object`, t => {
    const folder = createFolder(t, { 'outspan.config.json': other })
    assertRefused(folder, undefined, 'it holds no JSON object; allowed is { "setting": value, … }')
  })
}

test('a byte order mark, as Windows editors put it, does not matter', t => {
  const folder = createFolder(t, { 'outspan.config.json': `\ufeff${text}` })
  assert.deepEqual(readConfigFile(undefined, folder)?.values, { samplingRate: 0.5 })
})

function assertRefused(folder: string, named: string | undefined, problem: string): void {
  const path = named ?? join(folder, 'outspan.config.json')
  assert.throws(
    () => readConfigFile(named, folder),
    (error: unknown) => {
      assert.ok(error instanceof ConfigurationError)
      assert.equal(error.code, 'ERR_CONFIG_FILE')
      assert.equal(error.setting, 'OUTSPAN_CONFIG_FILE')
      assert.ok(
        error.message.startsWith(`OUTSPAN_CONFIG_FILE (from ${path}): ${problem}`),
        error.message
      )
      return true
    }
  )
}
