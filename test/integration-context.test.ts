import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../src/config/load-config.js'
import type { SettingsInput } from '../src/config/options.js'
import { createContext } from '../src/integration-context.js'
import { createRecordingTracer } from './trace/recording-processor.js'

function contextFor(settings: SettingsInput) {
  const { tracer } = createRecordingTracer()
  return createContext(loadConfig(settings, {}, undefined), {}, tracer, undefined)
}

const wrong: SettingsInput[] = [
  { blacklistHostnames: ['http://a.test/'] },
  { propagationBlacklist: ['http://a.test/'] },
  { blacklistPaths: ['/a?b'] },
  { expectedStatusCodes: { '*': [0] } }
]

for (const settings of wrong) {
  test(`a mistake is told at once, before any call: ${JSON.stringify(settings)}`, () => {
    assert.throws(() => contextFor(settings), { name: 'ConfigurationError' })
  })
}

test('lists count as they were at the start', () => {
  const hosts: string[] = []
  const paths = ['/health']
  const empty = contextFor({ blacklistHostnames: hosts })
  const listed = contextFor({ blacklistPaths: paths, blacklistHostnames: hosts })
  hosts.push('a.test')
  for (const context of [empty, listed]) {
    assert.equal(context.rules().hosts.blacklist.findHost('a.test', 80), undefined)
  }
})

test('what is hidden in URLs is what was listed at the start', () => {
  const names = ['token']
  const own = contextFor({ redactedQueryParameters: names })
  const none = contextFor({ redactedQueryParameters: [] })
  names.push('page')
  const shown = [own, none, contextFor({})].map(context => {
    return context.rules().redaction.redactPath('/?token=1&page=2&sig=3')
  })
  assert.deepEqual(shown, [
    '/?token=REDACTED&page=2&sig=3',
    '/?token=1&page=2&sig=3',
    '/?token=1&page=2&sig=REDACTED'
  ])
})

test('the rules are read once', () => {
  const context = contextFor({})
  assert.equal(context.rules(), context.rules())
})
