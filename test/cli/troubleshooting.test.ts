import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { problems } from '../../src/cli/problems.js'
import { repository } from '../process/repository.js'

const page = readFileSync(join(repository, 'docs', 'troubleshooting.md'), 'utf8')

test('the page on troubleshooting has a section for each problem of doctor, and for no other', () => {
  const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, code]) => code)
  assert.deepEqual(headings.sort(), Object.keys(problems).sort())
})

for (const code of Object.keys(problems)) {
  test(`a test provokes ${code} with its real cause`, () => {
    const tests = ['doctor', 'run-reported', 'versions', 'endpoint', 'storage']
    const texts = tests.map(name =>
      readFileSync(join(repository, 'test', 'cli', `${name}.test.ts`), 'utf8')
    )
    assert.ok(texts.some(text => text.includes(code)))
  })
}
