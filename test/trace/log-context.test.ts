import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { test } from 'node:test'
import pino from 'pino'
import winston from 'winston'
import {
  AlwaysOffSampler,
  currentTraceContext,
  pinoMixin,
  Tracer,
  winstonFormat
} from '../../src/index.js'

const tracer = new Tracer({ exporter: { export: async () => undefined } })
const unsampling = new Tracer({
  exporter: { export: async () => undefined },
  sampler: new AlwaysOffSampler()
})

test('the current trace context is that of the span, in and after it', async () => {
  assert.equal(currentTraceContext(), undefined)
  await tracer.span('outer', async span => {
    const { traceId, spanId } = span
    await null
    assert.deepEqual(currentTraceContext(), { traceId, spanId, traceFlags: '01' })
  })
  assert.equal(currentTraceContext(), undefined)
})

test('a trace that is not kept has the flags 00', () => {
  unsampling.span('outer', () => assert.equal(currentTraceContext()?.traceFlags, '00'))
})

/** A logger that is joined to the trace, and the lines that it has written. */
const loggers = {
  pino(lines: unknown[]) {
    const stream = { write: (line: string) => void lines.push(JSON.parse(line)) }
    const options = { mixin: pinoMixin, base: null, timestamp: false }
    const logger = pino(options, stream)
    return (message: string, fields: object) => logger.info(fields, message)
  },
  winston(lines: unknown[]) {
    const stream = new Writable({
      write(line, _encoding, callback) {
        lines.push(JSON.parse(String(line)))
        callback()
      }
    })
    const { combine, json } = winston.format
    const format = combine(winstonFormat(), json())
    const logger = winston.createLogger({
      format,
      transports: [new winston.transports.Stream({ stream })]
    })
    return (message: string, fields: object) => logger.info(message, fields)
  }
} as const

for (const [name, createLogger] of Object.entries(loggers)) {
  test(`a line of ${name} in a span has its ids, and one outside has none`, () => {
    const lines: Record<string, unknown>[] = []
    const log = createLogger(lines)
    log('before', {})
    const ids = tracer.span('work', ({ traceId, spanId }) => {
      log('within', { item: 7 })
      return { trace_id: traceId, span_id: spanId, trace_flags: '01' }
    })
    log('after', {})
    const [before, within, after] = lines
    assert.deepEqual(Object.keys(before ?? {}), Object.keys(after ?? {}))
    assert.ok(!Object.keys(before ?? {}).includes('trace_id'))
    const { item, trace_id, span_id, trace_flags } = within ?? {}
    assert.deepEqual({ item, trace_id, span_id, trace_flags }, { item: 7, ...ids })
  })

  test(`ids that the program gives to ${name} itself stay`, () => {
    const lines: Record<string, unknown>[] = []
    tracer.span('work', () => createLogger(lines)('within', { trace_id: 'own' }))
    assert.equal(lines[0]?.['trace_id'], 'own')
  })
}
