import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repository } from '../process/repository.js'

test('no file that was built names the folder that it was built in', () => {
  const folder = join(repository, 'dist')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.(js|ts|map)$/.test(name))
    .map(name => join(folder, name))
  assert.ok(files.length > 100, `${files.length} files`)
  const telling = files.filter(file => readFileSync(file, 'utf8').includes(repository))
  assert.deepEqual(telling, [])
})
