import { ConfigurationError, describeValue } from '../../diagnostics/errors.js'
import { logger } from '../../diagnostics/logger.js'

/** Where telemetry goes, and for whom. */
export interface IngestionTarget {
  readonly instrumentationKey: string
  /** Absolute, without a slash at the end. */
  readonly endpoint: string
  /** What a token of Entra ID has to be asked for. */
  readonly tokenScope: string
}

const globalEndpoint = 'https://dc.services.visualstudio.com'
const publicAudience = 'https://monitor.azure.com'
const example =
  'InstrumentationKey=<GUID>;IngestionEndpoint=https://<region>.in.applicationinsights.azure.com/'
const maxLength = 4096

/**
 * Reads `InstrumentationKey=…;IngestionEndpoint=…` (azure-ingestion.md §1).
 * Empty segments, blanks, any case of the keys and unknown keys are fine; of a key that stands
 * twice the last one counts.
 *
 * @throws ConfigurationError `ERR_CONNECTION_STRING_INVALID`
 */
export function parseConnectionString(text: string): IngestionTarget {
  if (typeof text !== 'string') throw invalid('it is not a string')
  if (text.length > maxLength) throw invalid(`it is longer than ${maxLength} characters`)
  const parts = splitPairs(text)
  warnOfAuthorization(parts.get('authorization'))
  return {
    instrumentationKey: findKey(parts),
    endpoint: findEndpoint(parts),
    tokenScope: scopeOf(parts.get('aadaudience'))
  }
}

/** The deprecated way: a key alone, which implies the global endpoint. */
export function parseInstrumentationKey(key: string): IngestionTarget {
  const instrumentationKey = typeof key === 'string' ? key.trim() : ''
  if (isKey(instrumentationKey)) {
    return { instrumentationKey, endpoint: globalEndpoint, tokenScope: scopeOf(publicAudience) }
  }
  const problem = `it is not ${allowedKey}`
  throw new ConfigurationError('ERR_CONNECTION_STRING_INVALID', 'instrumentationKey', problem)
}

/** Regional keys are GUIDs; another key is allowed by the schema, but is mostly a mistake. */
export function looksLikeGuid(key: string): boolean {
  return /^[\dA-Fa-f]{8}-(?:[\dA-Fa-f]{4}-){3}[\dA-Fa-f]{12}$/.test(key)
}

function splitPairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>()
  for (const segment of text.split(';')) {
    if (segment.trim() === '') continue
    const separator = segment.indexOf('=')
    if (separator === -1) throw invalid(`one of its parts is no key=value`)
    pairs.set(segment.slice(0, separator).trim().toLowerCase(), segment.slice(separator + 1).trim())
  }
  return pairs
}

function findKey(parts: ReadonlyMap<string, string>): string {
  const key = parts.get('instrumentationkey')
  if (key === undefined || key === '') throw invalid('it has no InstrumentationKey')
  if (!isKey(key)) throw invalid(`its InstrumentationKey is not ${allowedKey}`)
  return key
}

const allowedKey = '1 to 40 letters, digits and hyphens'

function isKey(key: string): boolean {
  // Without the flag i, which would make it the slowest step of reading the string: 0.1 ms.
  return /^[\dA-Za-z-]{1,40}$/.test(key)
}

function findEndpoint(parts: ReadonlyMap<string, string>): string {
  const explicit = parts.get('ingestionendpoint')
  if (explicit !== undefined) return checkEndpoint(explicit)
  const suffix = parts.get('endpointsuffix')?.replace(/^\.+/, '')
  if (suffix === undefined) return globalEndpoint
  if (!/^[\da-z.-]+$/i.test(suffix)) throw invalid('its EndpointSuffix is no host name')
  const location = parts.get('location')?.replace(/\.+$/, '')
  if (location && !/^[\da-z]+$/i.test(location)) {
    throw invalid('its Location has other characters than letters and digits')
  }
  return checkEndpoint(`https://${location ? `${location}.` : ''}dc.${suffix}`)
}

/**
 * A silent fall-back to the global endpoint would send a sovereign cloud's data abroad; an endpoint
 * that is there but empty, as from a variable that is not set, is no reason for one either.
 */
function checkEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw invalid('its IngestionEndpoint is not an absolute https or http URL')
  }
  return (url.origin + url.pathname).replace(/\/+$/, '')
}

/** Of the cloud that the audience names (§15); it may be written as a scope already. */
function scopeOf(audience: string = publicAudience): string {
  const scope = '/.default'
  return audience.endsWith(scope) ? audience : `${audience || publicAudience}${scope}`
}

/** No reason to send nothing: the key may well be enough. */
function warnOfAuthorization(value: string = 'ikey'): void {
  if (value === '' || value.toLowerCase() === 'ikey') return
  logger.warn(
    'authorization',
    `the connection string has Authorization=${describeValue(value)}, and only ikey is known; for ` +
      'Entra ID, give AzureExporter a credential'
  )
}

/** The text itself is not shown: it holds the key. */
function invalid(problem: string): ConfigurationError {
  const message = `${problem}; allowed is ${example}`
  return new ConfigurationError('ERR_CONNECTION_STRING_INVALID', 'connectionString', message)
}
