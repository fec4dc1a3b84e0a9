import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPaint } from '../../demo/paint.js'
import { formatTable } from '../../demo/table.js'

test('a column is as wide as its widest cell, and no line has blanks at its end', () => {
  const lines = [{ cells: ['name', 'role'] }, { cells: ['a', ''] }, { cells: ['longest', 'x'] }]
  assert.deepEqual(formatTable(lines), ['name     role', 'a', 'longest  x'])
})

test('numbers are aligned at their right', () => {
  const lines = [{ cells: ['1.0', 'a'] }, { cells: ['100.0', 'b'] }]
  assert.deepEqual(formatTable(lines, new Set([0])), ['  1.0  a', '100.0  b'])
})

test('paint does not count as width, and a note is a line of its own', () => {
  const lines = [{ cells: ['a', 'b'], paint: (text: string) => `<${text}>`, note: 'more' }]
  assert.deepEqual(formatTable(lines), ['<a  b>', 'more'])
})

test('there are colours on a terminal that has some, and nowhere else', () => {
  assert.equal(createPaint({ isTTY: true, hasColors: () => true }).red('x'), '\x1b[31mx\x1b[39m')
  assert.equal(createPaint({ isTTY: true, hasColors: () => false }).red('x'), 'x')
  assert.equal(createPaint({}).red('x'), 'x')
})
