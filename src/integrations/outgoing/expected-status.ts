import { ConfigurationError, describeValue } from '../../diagnostics/errors.js'
import { HostnameBlacklist } from '../hostnames.js'

/** For a host, or `*` for all, the status codes of 400 and above that are no failures there. */
export type ExpectedStatusCodes = Readonly<Record<string, readonly number[]>>

const setting = 'expectedStatusCodes'
const none: ReadonlySet<number> = new Set()

/** Which answers are no failures, though their status says so (N07). */
export class ExpectedStatus {
  readonly #rules: readonly (readonly [
    hosts: HostnameBlacklist | undefined,
    codes: readonly number[]
  ])[]

  /** @throws ConfigurationError `ERR_OPTION` or `ERR_BLACKLIST_ENTRY` */
  constructor(codes: ExpectedStatusCodes = {}) {
    this.#rules = Object.entries(codes).map(([host, list]) => {
      checkCodes(host, list)
      return [host === '*' ? undefined : new HostnameBlacklist([host], setting), list]
    })
  }

  /** The codes for one host; worked out once for each. */
  codesFor(host: string, port: number): ReadonlySet<number> {
    const hits = this.#rules.filter(
      ([hosts]) => hosts === undefined || hosts.findHost(host, port) !== undefined
    )
    return hits.length === 0 ? none : new Set(hits.flatMap(([, codes]) => codes))
  }
}

function checkCodes(host: string, codes: unknown): void {
  const isList =
    Array.isArray(codes) && codes.every(code => Number.isInteger(code) && isStatus(code))
  if (isList) return
  const problem = `${describeValue(codes)} for ${host} is not allowed, but a list of status codes from 100 to 599`
  throw new ConfigurationError('ERR_OPTION', setting, problem)
}

function isStatus(code: number): boolean {
  return code >= 100 && code <= 599
}
