import { parseArgs } from 'node:util'

const number = { type: 'string' }

/** The flags that all benchmarks share; each has defaults of its own for what is left out. */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      node: { type: 'string', default: process.execPath },
      json: { type: 'string' },
      measure: { type: 'string', multiple: true },
      agent: { type: 'string', multiple: true, default: [] },
      write: { type: 'boolean', default: false },
      peers: { type: 'boolean', default: false },
      'peer-folder': { type: 'string' },
      rounds: number,
      calls: number
    }
  })
  return { ...values, rounds: toNumber(values.rounds), calls: toNumber(values.calls) }
}

/** @throws when the text is there and not a whole number from 1 */
export function toNumber(text) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isInteger(value) && value > 0) return value
  throw new Error(`${text} is not a whole number from 1`)
}
