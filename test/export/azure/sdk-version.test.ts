import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { sdkVersion } from '../../../src/export/azure/sdk-version.js'

test('the SDK version is name and version of package.json', () => {
  const path = join(__dirname, '../../../../package.json')
  const { name, version } = JSON.parse(readFileSync(path, 'utf8'))
  assert.equal(sdkVersion, `${name}:${version}`)
})

test('the SDK version has a name of lower-case letters, and at most 64 characters', () => {
  assert.match(sdkVersion, /^[a-z]+:\d+\.\d+\.\d+/)
  assert.ok(sdkVersion.length <= 64)
})
