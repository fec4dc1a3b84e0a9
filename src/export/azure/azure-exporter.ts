import { hostname } from 'node:os'
import { ConfigurationError, describeValue } from '../../diagnostics/errors.js'
import { nextTurn } from '../../trace/background-timer.js'
import { Redaction } from '../../trace/redaction.js'
import type { Span } from '../../trace/span.js'
import type { SpanExporter } from '../exporter.js'
import type { IngestionTarget } from './connection-string.js'
import type { BatchStore } from './delivery/batch-store.js'
import { Delivery } from './delivery/delivery.js'
import { MemoryBatchStore } from './delivery/memory-batch-store.js'
import { prepareCompression } from './delivery/request-body.js'
import type { EnvelopeSource } from './envelope/envelope.js'
import { EnvelopeWriter } from './envelope/envelope-writer.js'
import type { TelemetryProcessor } from './envelope/telemetry-processor.js'
import { type IngestionTargetOptions, readIngestionTarget } from './ingestion-target.js'
import { type Attachment, describeSdk } from './sdk-version.js'
import { LocalBatchStore } from './storage/local-batch-store.js'
import type { GetToken, TokenCredential } from './transport/token-credential.js'
import { createTokenSource } from './transport/token-source.js'
import { Transport } from './transport/transport.js'

export interface AzureExporterOptions extends IngestionTargetOptions {
  /** Cloud role: the name under which the service stands in the Application Map. */
  readonly serviceName?: string | undefined
  /** Cloud role instance; the host name when left out. */
  readonly serviceInstance?: string | undefined
  /** Version of the service. */
  readonly serviceVersion?: string | undefined
  /** Query parameters whose values are hidden in URLs, instead of the default list; `*` for all. */
  readonly redactedQueryParameters?: readonly string[] | undefined
  /** Whether what cannot be delivered is kept on disk, for this process or the next; else in memory. */
  readonly enableLocalStorage?: boolean | undefined
  /** Where on disk; the temporary directory when left out. */
  readonly storageDirectory?: string | undefined
  /** How much may lie there; beyond it the oldest is dropped and counted. */
  readonly storageMaxBytes?: number | undefined
  /** Azure's own services have types and names of their own, told by their hosts. */
  readonly azureDependencyTypes?: boolean | undefined
  /** Without a response the result code is `0`, and not the name of the error. */
  readonly numericResultCodes?: boolean | undefined
  /** Milliseconds to leave the endpoint alone after a failure; doubles with each one in a row. */
  readonly retryDelay?: number | undefined
  /** For a resource that wants Entra ID: a credential of `@azure/identity`, or a `getToken` alone. */
  readonly credential?: TokenCredential | GetToken | undefined
}

const defaultRetryDelay = 10_000

/** The way to one resource, for whatever else is to go it. */
export interface AzureChannel {
  readonly source: EnvelopeSource
  readonly writer: EnvelopeWriter
  readonly delivery: Delivery
}

/** Sends spans to Application Insights. */
export class AzureExporter implements SpanExporter {
  readonly channel: AzureChannel
  readonly #writer: EnvelopeWriter
  readonly #delivery: Delivery
  readonly #store: BatchStore
  #isPrepared = false

  /** @throws ConfigurationError when there is no connection string, or an invalid one */
  constructor(options: AzureExporterOptions, attachment: Attachment = 'manual') {
    const target = readIngestionTarget(options)
    const source = {
      instrumentationKey: target.instrumentationKey,
      cloudRole: options.serviceName || 'unknown_service',
      cloudRoleInstance: options.serviceInstance || hostname(),
      applicationVersion: options.serviceVersion,
      sdkVersion: describeSdk(process.env, process.platform, attachment),
      redaction: new Redaction(options.redactedQueryParameters),
      derivesAzureTypes: options.azureDependencyTypes,
      usesNumericCodes: options.numericResultCodes
    }
    this.#writer = new EnvelopeWriter(source)
    const tokens = createTokenSource(options.credential, target)
    const transport = new Transport(target.endpoint, { tokens })
    this.#store = createStore(target, options)
    this.#delivery = new Delivery(transport, this.#store, readRetryDelay(options.retryDelay))
    this.channel = { source, writer: this.#writer, delivery: this.#delivery }
  }

  /**
   * Sees every item before it is sent, after those that were added earlier: changes it, or drops it
   * by returning `false`. One that throws is logged and counted, and the item goes out.
   */
  addTelemetryProcessor(processor: TelemetryProcessor): void {
    this.#writer.processors.add(processor)
  }

  /** To load what compresses takes 2 ms. */
  prepare(): Promise<void> | undefined {
    if (this.#isPrepared) return undefined
    this.#isPrepared = true
    prepareCompression()
    return nextTurn()
  }

  /**
   * Not async, or its frame would hold the spans until the service has answered: whatever is alive
   * at a garbage collection makes the heap grow.
   */
  export(spans: readonly Span[]): Promise<void> {
    return this.#delivery.send(this.#writer.write(spans))
  }

  exportNow(spans: readonly Span[]): void {
    this.#delivery.keepNow(this.#writer.write(spans))
  }

  get pending(): number {
    return this.#delivery.pending
  }

  async flush(): Promise<void> {
    await this.#delivery.flush()
  }

  resume(): void {
    this.#delivery.resume()
  }

  stats(): Readonly<Record<string, number>> {
    return {
      ...this.#delivery.counts.toRecord(),
      droppedUndelivered: this.#store.dropped,
      droppedUnreadable: this.#writer.failed,
      droppedByProcessor: this.#writer.processors.dropped,
      failedProcessors: this.#writer.processors.failed
    }
  }
}

/**
 * On Windows owner and mode of a file say nothing: in a temporary directory that users may share,
 * nobody could be kept from reading it. A directory that is given is for the user to protect.
 */
function createStore(target: IngestionTarget, options: AzureExporterOptions): BatchStore {
  const { enableLocalStorage = true, storageDirectory, storageMaxBytes } = options
  const isSafe = process.platform !== 'win32' || storageDirectory !== undefined
  if (!enableLocalStorage || !isSafe) return new MemoryBatchStore()
  return new LocalBatchStore(target, { directory: storageDirectory, maxBytes: storageMaxBytes })
}

function readRetryDelay(delay: number = defaultRetryDelay): number {
  if (Number.isFinite(delay) && delay > 0) return delay
  const problem = `${describeValue(delay)} is no delay; allowed are milliseconds above 0`
  throw new ConfigurationError('ERR_OPTION', 'retryDelay', problem)
}
