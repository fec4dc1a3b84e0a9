import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { Outcome, Program } from '../process/run-program.js'

/** No program under test needs as long. */
const bound = 40_000

/** Runs a program that prints a line with `ready`; it gets the signal then, and when `isTime`. */
export async function runSignalled(
  { file, args = [], nodeArgs = [], env = {} }: Program,
  signal: NodeJS.Signals,
  isTime: () => Promise<unknown>
): Promise<Outcome> {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [...nodeArgs, file, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const overstay = AbortSignal.timeout(bound)
  overstay.addEventListener('abort', () => child.kill('SIGKILL'))
  const output = Promise.all([text(child.stdout), text(child.stderr)])
  const end = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  child.stdout.on('data', async (chunk: unknown) => {
    if (!String(chunk).includes('ready')) return
    await isTime()
    child.kill(signal)
  })
  const [[stdout, stderr], [code, endSignal]] = await Promise.all([output, end])
  const lifetime = performance.now() - startedAt
  return { stdout, stderr, code, signal: endSignal, endedByItself: !overstay.aborted, lifetime }
}
