import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { interleave } from '../harness/interleave.mjs'

/** What an exporter by itself costs, from the queue to the answer of the service. */
export const exportPerSpan = {
  name: 'export-per-span',
  unit: 'export by itself',
  measure(context) {
    const contestants = context.contestants.filter(one => one.exportProgram !== undefined)
    return interleave({ contestants }, context.rounds ?? 3, one => measureOne(context, one))
  }
}

async function measureOne({ node, services }, { name, exportProgram, environment }) {
  await services.reset()
  const child = fork(programFile(exportProgram), [new URL(services.urls.https).port], {
    execPath: node,
    env: {
      PATH: process.env.PATH,
      TMPDIR: services.storage,
      ...environment(services.endpoint)
    }
  })
  const { spans, microseconds, perSecond } = await resultOf(child)
  const delivered = await services.delivered(spans, true)
  if (delivered < spans) throw new Error(`${name} exported ${delivered} of ${spans} spans`)
  return {
    'µs of CPU per span': { value: microseconds },
    'spans per second': { value: perSecond },
    'bytes per span': { value: (await services.receivedBytes()) / delivered }
  }
}

function resultOf(child) {
  return new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', code => {
      reject(new Error(`${child.spawnargs.join(' ')} ended with ${code}, no result`))
    })
  })
}

function programFile(name) {
  return fileURLToPath(new URL(`../programs/${name}.mjs`, import.meta.url))
}
