import type { AzureMetricsExporter } from './azure-metrics-exporter.js'
import type { EnvelopeSource } from './export/azure/envelope/envelope.js'
import type { SpanCounter } from './export/counting-span-processor.js'
import type { Queue } from './last-flush.js'
import type { Span } from './trace/span.js'

type Counted = Pick<Queue, 'stats'>

/**
 * What all pipelines of one role are counted by. Code may turn one integration on with settings of
 * its own, while the others keep their pipeline: they share one exporter, the latest.
 */
export class RoleMetrics implements SpanCounter {
  readonly #source: EnvelopeSource
  readonly #queues: Counted[] = []
  #exporter: AzureMetricsExporter | undefined = undefined
  #hasItems = false

  constructor(source: EnvelopeSource) {
    this.#source = source
  }

  /** Whether spans of this source are of the same role, in the same resource. */
  isOf({ instrumentationKey, cloudRole, cloudRoleInstance }: EnvelopeSource): boolean {
    const own = this.#source
    const isSameRole = cloudRole === own.cloudRole && cloudRoleInstance === own.cloudRoleInstance
    return isSameRole && instrumentationKey === own.instrumentationKey
  }

  count(span: Span): void {
    this.#exporter?.count(span)
  }

  /** What becomes of the items of a queue is told whenever that is asked for. */
  watch(queue: Counted): void {
    this.#queues.push(queue)
    if (this.#hasItems) this.#exporter?.exportStatsOf(queue)
  }

  /**
   * From now on. What was counted before is with the exporter before, which has ended.
   *
   * @param hasItems whether what becomes of items is told, too
   */
  exportBy(exporter: AzureMetricsExporter, hasItems: boolean): void {
    this.#exporter = exporter
    this.#hasItems = hasItems
    if (hasItems) for (const queue of this.#queues) exporter.exportStatsOf(queue)
  }

  /** Sends what there is. */
  end(): void {
    void this.#exporter?.shutdown()
    this.#exporter = undefined
  }
}
