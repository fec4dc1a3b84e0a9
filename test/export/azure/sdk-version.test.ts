import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { describeSdk, sdkVersion } from '../../../src/export/azure/sdk-version.js'

test('the SDK version is name and version of package.json', () => {
  const path = join(__dirname, '../../../../package.json')
  const { name, version } = JSON.parse(readFileSync(path, 'utf8'))
  assert.equal(sdkVersion, `${name}:${version}`)
})

test('the SDK version has a name of lower-case letters, and at most 64 characters', () => {
  assert.match(sdkVersion, /^[a-z]+:\d+\.\d+\.\d+/)
  assert.ok(sdkVersion.length <= 64)
})

const hosts: readonly (readonly [environment: Record<string, string>, letter: string])[] = [
  [{}, 'u'],
  [{ WEBSITE_SITE_NAME: 'shop' }, 'a'],
  [{ WEBSITE_SITE_NAME: 'shop', FUNCTIONS_WORKER_RUNTIME: 'node' }, 'f'],
  [{ KUBERNETES_SERVICE_HOST: '10.0.0.1' }, 'k'],
  [{ AKS_ARM_NAMESPACE_ID: 'x' }, 'k'],
  [{ KUBERNETES_SERVICE_HOST: '' }, 'u']
]
for (const [environment, letter] of hosts) {
  test(`with ${JSON.stringify(environment)} the host is ${letter}`, () => {
    assert.equal(describeSdk(environment, 'linux', 'automatic'), `${letter}li_${sdkVersion}`)
  })
}

test('the letters tell operating systems and attachments apart', () => {
  assert.equal(describeSdk({}, 'win32', 'manual'), `uwm_${sdkVersion}`)
  assert.equal(describeSdk({}, 'darwin', 'automatic'), `uui_${sdkVersion}`)
})
