import { ConfigurationError, describeError } from '../../../diagnostics/errors.js'
import { logger } from '../../../diagnostics/logger.js'
import type { Envelope } from './envelope.js'

/** An item as it is about to be sent; what a telemetry processor changes is what goes out. */
export interface TelemetryEnvelope {
  /** `Microsoft.ApplicationInsights.RemoteDependency`, `….Request` and so on. */
  readonly name: string
  /** ISO 8601 in UTC. */
  time: string
  /** Percentage; the item stands for 100 / sampleRate of its kind. */
  sampleRate: number
  /** The instrumentation key. */
  iKey: string
  /** `ai.operation.id`, `ai.cloud.role` and so on. */
  tags: Record<string, string>
  readonly data: { readonly baseType: string; readonly baseData: TelemetryData }
}

/** What depends on the kind of item; the commonest fields have names. */
export interface TelemetryData {
  name?: string
  /** Of a dependency: its host, its URL, its result. */
  target?: string
  data?: string
  resultCode?: string
  /** Of a request. */
  url?: string
  responseCode?: string
  success?: boolean
  properties?: Record<string, string>
  measurements?: Record<string, number>
  [field: string]: unknown
}

/** Called with each item before it is sent; `false` drops it, and it may be changed. */
// biome-ignore lint/suspicious/noConfusingVoidType: one that only changes items returns nothing
export type TelemetryProcessor = (envelope: TelemetryEnvelope) => boolean | void

/** The processors of one exporter, in the order in which they were added. */
export class TelemetryProcessors {
  readonly #processors: TelemetryProcessor[] = []
  dropped = 0
  failed = 0

  get isEmpty(): boolean {
    return this.#processors.length === 0
  }

  /** @throws ConfigurationError when it is no function */
  add(processor: TelemetryProcessor): void {
    if (typeof processor === 'function') this.#processors.push(processor)
    else throw new ConfigurationError('ERR_OPTION', 'telemetryProcessor', 'it is no function')
  }

  /** Whether the item is to be sent. One that fails has changed what it has changed. */
  keep(envelope: Envelope): boolean {
    // Written for this one call; what a processor writes there is checked by the service alone.
    const item = envelope as unknown as TelemetryEnvelope
    if (this.#processors.every(processor => this.#run(processor, item))) return true
    this.dropped++
    return false
  }

  #run(processor: TelemetryProcessor, item: TelemetryEnvelope): boolean {
    try {
      const result: unknown = processor(item)
      if (result instanceof Promise) result.catch(this.#onError)
      return result !== false
    } catch (error) {
      this.#onError(error)
      return true
    }
  }

  readonly #onError = (error: unknown): void => {
    this.failed++
    logger.error('processor', `a telemetry processor failed: ${describeError(error)}`)
  }
}
