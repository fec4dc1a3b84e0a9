import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { interleave } from '../harness/interleave.mjs'

/** Time of `node -e 0` from its start to its end. */
export const startUp = {
  name: 'start-up',
  unit: 'ms of start-up',
  async measure(context) {
    const { rounds = 15 } = context
    const measureOne = async contestant => ({
      'node -e 0': await timeProgram(context, contestant, '0'),
      'node -e "require(http, https)"': await timeProgram(
        context,
        contestant,
        'require("http"); require("https")'
      )
    })
    // Unmeasured, so that all files are in the caches, and to see that the agent is there.
    for (const contestant of context.contestants) {
      const { isStarted = 'true' } = contestant
      await timeProgram(context, contestant, `process.exitCode = ${isStarted} ? 0 : 1`)
      await measureOne(contestant)
    }
    return interleave(context, rounds, measureOne)
  }
}

async function timeProgram({ node, services }, { preloads, environment }, code) {
  // Nothing is sent. Node reads this file at each start, for 10 ms that no agent costs.
  const { NODE_EXTRA_CA_CERTS, ...settings } = environment(services.endpoint)
  const start = performance.now()
  const child = spawn(node, [...preloads.flatMap(file => ['-r', file]), '-e', code], {
    env: { PATH: process.env.PATH, ...settings },
    stdio: 'ignore',
    timeout: 20_000
  })
  const [status, signal] = await once(child, 'exit')
  if (status !== 0) {
    throw new Error(`${child.spawnargs.join(' ')} ended with ${status ?? signal}`)
  }
  return { value: performance.now() - start }
}
