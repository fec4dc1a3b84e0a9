import { ConfigurationError } from '../../diagnostics/errors.js'
import { logger } from '../../diagnostics/logger.js'
import {
  type IngestionTarget,
  looksLikeGuid,
  parseConnectionString,
  parseInstrumentationKey
} from './connection-string.js'

export interface IngestionTargetOptions {
  /** `InstrumentationKey=…;IngestionEndpoint=…`; wins over a bare key. */
  readonly connectionString?: string | undefined
  /** A bare key, which implies the global endpoint. Deprecated: one warning. */
  readonly instrumentationKey?: string | undefined
}

/**
 * The one source of key and endpoint: the connection string, else the bare key.
 *
 * @throws ConfigurationError when there is neither, or it is invalid
 */
export function readIngestionTarget(options: IngestionTargetOptions): IngestionTarget {
  const { connectionString, instrumentationKey } = options
  if (connectionString !== undefined) return warnOfKey(parseConnectionString(connectionString))
  if (instrumentationKey !== undefined) {
    logger.warn(
      'bare key',
      'instrumentationKey (APPINSIGHTS_INSTRUMENTATIONKEY) is deprecated and implies the global ' +
        'endpoint; set connectionString (APPLICATIONINSIGHTS_CONNECTION_STRING) instead'
    )
    return warnOfKey(parseInstrumentationKey(instrumentationKey))
  }
  throw new ConfigurationError(
    'ERR_CONNECTION_STRING_MISSING',
    'connectionString',
    'there is none; set APPLICATIONINSIGHTS_CONNECTION_STRING to the one of your resource'
  )
}

function warnOfKey(target: IngestionTarget): IngestionTarget {
  if (!looksLikeGuid(target.instrumentationKey)) {
    logger.warn('key', 'the InstrumentationKey is no GUID; the service will most likely refuse it')
  }
  return target
}
