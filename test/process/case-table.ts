import type { Exchange } from './exchange.js'
import type { Expected } from './telemetry-check.js'

/** What is other than usual, by the name of the case, which is a segment of the path. */
export type CaseTable = Readonly<Record<string, Expected>>

export function byCase(table: CaseTable): (exchange: Exchange) => Expected | undefined {
  return ({ url }) => {
    const segments = url.split(/[/?]/)
    return segments.map(name => table[name]).find(found => found !== undefined)
  }
}
