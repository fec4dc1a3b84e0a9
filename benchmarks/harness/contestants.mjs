import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const inBenchmarks = name => resolve(root, 'benchmarks', name)

/**
 * What runs the same programs in turn, each with its preloads. One that `delivers` has its spans
 * waited for and counted; `flush` is a preload more that lets the programs ask for them,
 * `exportProgram` measures its exporter by itself, and `isStarted`
 * is the code of a condition that only holds where it runs.
 */
export const bare = { name: 'bare program', preloads: [], environment: () => ({}) }

export const minimum = {
  name: 'hand-written minimum',
  tracesServers: false,
  preloads: [inBenchmarks('minimum.cjs')],
  environment: () => ({})
}

/** @param folder of a built clone, so that two states of the agent can be in one run */
export function outspan(folder = root, name = 'outspan') {
  return {
    name,
    preloads: [resolve(folder, 'register.js')],
    delivers: true,
    isStarted: "process[Symbol.for('outspan')] !== undefined",
    flush: [inBenchmarks('flush-outspan.cjs')],
    // It takes its exporter from this clone.
    exportProgram: folder === root ? 'export-outspan' : undefined,
    environment: endpoint => ({ OUTSPAN_FOLDER: resolve(folder), ...azureEnvironment(endpoint) })
  }
}

/** The service speaks https only, and the vendor's agents insist on it. */
export function azureEnvironment({ secure, certificate }) {
  return {
    APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString(secure),
    NODE_EXTRA_CA_CERTS: certificate
  }
}

function connectionString(endpoint) {
  const key = '00000000-0000-0000-0000-000000000001'
  return `InstrumentationKey=${key};IngestionEndpoint=${endpoint}/;LiveEndpoint=${endpoint}/`
}
