import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { logger } from '../../src/diagnostics/logger.js'
import { guarded } from '../../src/hooks/guard.js'

test('E14 what our part throws stays with us, and is logged', t => {
  const log = mock.method(logger, 'error', () => undefined)
  t.after(() => log.mock.restore())
  const safe = guarded('a place', () => {
    throw new Error('ours')
  })
  assert.equal(safe(), undefined)
  assert.match(
    String(log.mock.calls[0]?.arguments[1]),
    /a place failed and was left out: Error: ours/
  )
})

test('arguments and result pass through', () => {
  const add = guarded('sum', (a: number, b: number) => a + b)
  assert.equal(add(1, 2), 3)
})
