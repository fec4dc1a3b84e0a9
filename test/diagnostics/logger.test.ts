import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { Logger, type LogLevel, logLevels } from '../../src/diagnostics/logger.js'

const minute = 60_000

/** A logger whose lines and time are at hand. */
function createLogger(level: LogLevel = 'debug') {
  const lines: string[] = []
  const clock = { now: 1_000 }
  const logger = new Logger(
    line => lines.push(line),
    () => clock.now
  )
  logger.level = level
  return { logger, lines, clock }
}

for (const [index, level] of logLevels.entries()) {
  test(`the level ${level} shows itself and all before it`, () => {
    const { logger, lines } = createLogger(level)
    logger.error('a', 'error')
    logger.warn('b', 'warn')
    logger.info('c', 'info')
    logger.debug('debug')
    const shown = logLevels.slice(1, index + 1)
    assert.deepEqual(
      lines,
      shown.map(text => `outspan: ${text}\n`)
    )
  })
}

test('warnings are shown unless a level is set', () => {
  const lines: string[] = []
  const logger = new Logger(line => lines.push(line))
  logger.warn('a', 'warn')
  logger.info('b', 'info')
  assert.deepEqual(lines, ['outspan: warn\n'])
})

test('a topic gets one line a minute, and the next one says how many were left out', () => {
  const { logger, lines, clock } = createLogger()
  logger.warn('topic', 'first')
  logger.warn('topic', 'second')
  clock.now += minute - 1
  logger.error('topic', 'third')
  assert.deepEqual(lines, ['outspan: first\n'])
  clock.now += 1
  logger.warn('topic', 'fourth')
  assert.equal(lines[1], 'outspan: fourth (and 2 more like this)\n')
  clock.now += minute
  logger.warn('topic', 'fifth')
  assert.equal(lines[2], 'outspan: fifth\n')
})

test('the first line of a topic comes at once, whatever the time', () => {
  const { logger, lines, clock } = createLogger()
  clock.now = 0
  logger.warn('topic', 'first')
  assert.deepEqual(lines, ['outspan: first\n'])
})

test('topics do not silence each other', () => {
  const { logger, lines } = createLogger()
  logger.warn('a', 'first')
  logger.warn('b', 'second')
  assert.equal(lines.length, 2)
})

test('what the level hides does not count as left out', () => {
  const { logger, lines, clock } = createLogger('warn')
  logger.warn('topic', 'first')
  logger.info('topic', 'hidden')
  clock.now += minute
  logger.warn('topic', 'second')
  assert.equal(lines[1], 'outspan: second\n')
})

test('debug lines all come', () => {
  const { logger, lines } = createLogger()
  logger.debug('first')
  logger.debug('second')
  assert.equal(lines.length, 2)
})

const program = join(__dirname, 'fixtures', 'logging.js')

test('lines go to stderr, and the console and streams of the program are not created', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8' })
  assert.equal(stderr, 'outspan: a warning\n')
  assert.equal(stdout, 'untouched\n')
})

test('a closed stderr is not the problem of the program', () => {
  const { stdout, status } = spawnSync(process.execPath, [program, 'close'], { encoding: 'utf8' })
  assert.equal(stdout, 'untouched\n')
  assert.equal(status, 0)
})

test('a stderr that cannot be written to is not the problem of the program', () => {
  const readOnly = openSync(program, 'r')
  const stdio = ['ignore', 'pipe', readOnly] as const
  const { stdout, status } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    stdio: [...stdio]
  })
  closeSync(readOnly)
  assert.equal(stdout, 'untouched\n')
  assert.equal(status, 0)
})
