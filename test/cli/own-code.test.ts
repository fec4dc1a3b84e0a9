import assert from 'node:assert/strict'
import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { findKeysInCode } from '../../src/cli/checks/own-code.js'
import { createFolder } from '../config/temporary-folder.js'

const line = "const text = 'InstrumentationKey=00000000-0000-0000-0000-00000000cafe;'"

test('of a folder no more entries are looked at than allowed, the nearest first', t => {
  const folder = createFolder(t, { 'a.js': line, 'b/c.js': line })
  assert.deepEqual(
    findKeysInCode(folder, 3).map(({ place }) => place),
    ['a.js:1', join('b', 'c.js:1')]
  )
  assert.deepEqual(
    findKeysInCode(folder, 2).map(({ place }) => place),
    ['a.js:1']
  )
})

test('a link that leads back does not lead in circles, and a folder that cannot be read is none', t => {
  const folder = createFolder(t, { 'a.mts': line })
  symlinkSync(folder, join(folder, 'again'))
  mkdirSync(join(folder, 'closed'), { mode: 0 })
  assert.deepEqual(findKeysInCode(folder), [{ place: 'a.mts:1', key: 'cafe' }])
  assert.deepEqual(findKeysInCode(join(folder, 'nowhere')), [])
})

test('what is installed or built, and what is larger than anybody writes, is left out', t => {
  const folder = createFolder(t, {
    'node_modules/x/a.js': line,
    'dist/a.js': line,
    '.cache/a.js': line,
    'large.js': `${line}\n${' '.repeat(256 * 1024)}`,
    'notes.md': line
  })
  assert.deepEqual(findKeysInCode(folder), [])
})
