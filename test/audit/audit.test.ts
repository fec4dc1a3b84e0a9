import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runAudit } from './audit-run.js'
import { isClean, summarize } from './summary.js'

test('of 2,000 calls of six clients each has one true span, as the log of the server has it', async () => {
  const audit = await runAudit(2_000)
  assert.ok(isClean(audit), summarize(audit))
  assert.equal(audit.run.report.made, 2_000)
  assert.ok(audit.children > 400, summarize(audit))
})
