import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoteForWindows } from '../../src/cli/start-command.js'

const quoted = [
  ['app.js', 'app.js'],
  ['C:\\tools\\npm', 'C:\\tools\\npm'],
  ['C:\\Program Files\\', '"C:\\Program Files\\\\"'],
  ['say "hi"', '"say \\"hi\\""'],
  ['a&b', '"a&b"'],
  ['', '""']
] as const

for (const [text, expected] of quoted) {
  test(`on Windows ${text || 'an empty argument'} reaches the program as ${expected}`, () => {
    assert.equal(quoteForWindows(text), expected)
  })
}
