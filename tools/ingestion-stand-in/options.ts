import type { Reporter } from './ingestion-log.js'

/** Everything that can be chosen when a stand-in is started. */
export interface IngestionStandInOptions {
  /** 0 takes a free one. */
  readonly port?: number
  readonly host?: string
  /** PEM texts; with them the endpoint is an https one. */
  readonly tls?: { readonly key: string; readonly cert: string }
  /** Envelopes with another key are refused. */
  readonly instrumentationKey?: string
  /** Whether envelopes older than 48 hours, or more than 2 hours ahead, are refused. */
  readonly strictTime?: boolean
  /** A body that is longer on the wire is answered 413. */
  readonly maxBodyBytes?: number
  readonly reporter?: Reporter
}

// The service publishes no limit for a whole request; this one is above all that peers send.
const maxBodyBytes = 64 * 1024 * 1024

const defaults = {
  port: 0,
  host: '127.0.0.1',
  instrumentationKey: '00000000-0000-0000-0000-000000000001',
  strictTime: true,
  maxBodyBytes
} as const satisfies IngestionStandInOptions

/** The options with their defaults filled in. */
export type Settings = IngestionStandInOptions &
  Required<Pick<IngestionStandInOptions, keyof typeof defaults>>

/** Fills in what is left out. */
export function settingsFrom(options: IngestionStandInOptions): Settings {
  return { ...defaults, ...options }
}
