import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadConfig } from '../../src/config/load-config.js'
import { describeIgnoredArgument } from '../../src/config/sampler-variables.js'

const [own, sampler, argument] = [
  'OUTSPAN_SAMPLING_RATE',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG'
]

/** Value and source of the rate. */
function read(environment: Readonly<Record<string, string>>, code = {}): readonly unknown[] {
  const file = { path: 'own.json', values: { samplingRate: 0.75 } }
  const { settings, sources } = loadConfig(code, environment, file)
  return [settings.samplingRate, sources.samplingRate]
}

for (const name of [
  '',
  ' ',
  'traceidratio',
  ' ParentBased_TraceIdRatio ',
  'microsoft.fixed_percentage'
]) {
  test(`beside the sampler "${name}" the argument is the rate`, () => {
    const environment = { [sampler]: name, [argument]: '0.25' }
    assert.deepEqual(read(environment), [0.25, argument])
    assert.throws(() => read({ ...environment, [argument]: '5' }), /from 0 to 1/)
    assert.deepEqual(read({ [sampler]: name }), [0.75, 'own.json'])
    assert.equal(describeIgnoredArgument(environment, argument), undefined)
  })
}

for (const name of ['always_on', 'parentbased_always_on ', 'ALWAYS_ON']) {
  test(`the sampler ${name} is a rate of 1, whatever its argument`, () => {
    for (const left of ['', '0.1', '5']) {
      const environment = { [sampler]: name, [argument]: left }
      assert.deepEqual(read(environment), [1, sampler])
      assert.equal(describeIgnoredArgument(environment, sampler), undefined)
    }
  })
}

for (const name of [
  'microsoft.rate_limited',
  'always_off',
  'jaeger_remote',
  'xtraceidratio',
  'always_on2'
]) {
  test(`the argument of the sampler ${name} is no rate, and both are named`, () => {
    const environment = { [sampler]: name, [argument]: '0.1' }
    assert.deepEqual(read(environment), [0.75, 'own.json'])
    const told = `${argument} is ignored: ${sampler} is ${name}, which has no ratio`
    assert.equal(describeIgnoredArgument(environment, 'own.json'), told)
    assert.equal(describeIgnoredArgument({ [sampler]: name }, 'own.json'), undefined)
  })
}

test('code and our own variable count before any sampler, and then nothing is told', () => {
  const environment = { [own]: '0.5', [sampler]: 'always_on' }
  assert.deepEqual(read(environment), [0.5, own])
  assert.deepEqual(read(environment, { samplingRate: 0.25 }), [0.25, 'code'])
  const other = { [sampler]: 'always_off', [argument]: '0.1' }
  for (const source of ['code', own])
    assert.equal(describeIgnoredArgument(other, source), undefined)
})
