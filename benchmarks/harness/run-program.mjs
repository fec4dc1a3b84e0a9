import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const timeLimit = 120_000

/**
 * Runs a program of benchmarks/programs under a contestant.
 * @returns what the program reports, and how many spans of its calls were delivered
 */
export async function runProgram(context, contestant, name, task) {
  const { node, services } = context
  const endpoint = task.isEndpointDown ? services.deadEndpoint : services.endpoint
  await services.reset()
  const isDelivering = contestant.delivers === true && !task.isEndpointDown
  const child = fork(programFile(name), [JSON.stringify(task)], {
    execPath: node,
    execArgv: [...(task.nodeOptions ?? []), ...preloadFlags(contestant)],
    env: {
      PATH: process.env.PATH,
      TMPDIR: services.storage,
      ...contestant.environment(endpoint),
      ...task.environment
    },
    // That nothing can be delivered is no news then.
    stdio: ['ignore', 'ignore', task.isEndpointDown ? 'ignore' : 'inherit', 'ipc']
  })
  const result = await converse(child, ({ settle, isFlushed }) =>
    isDelivering ? services.delivered(settle, isFlushed) : 0
  )
  return { ...result, delivered: isDelivering ? await services.delivered(0) : undefined }
}

function preloadFlags({ preloads, flush = [] }) {
  return [...preloads, ...flush].flatMap(file => ['-r', file])
}

function programFile(name) {
  return fileURLToPath(new URL(`../programs/${name}.cjs`, import.meta.url))
}

function converse(child, delivered) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), timeLimit)
    let result
    child.on('message', async message => {
      result = message.result
      if (message.settle === undefined) return
      await delivered(message)
      if (child.connected) child.send('settled')
    })
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      clearTimeout(timer)
      if (result !== undefined) return resolve(result)
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${code ?? signal}, no result`))
    })
  })
}
