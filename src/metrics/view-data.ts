import type { MeasureRecorder } from './measure.js'
import type { Accumulator, MetricPoint } from './point.js'
import { SeriesSet } from './series.js'
import { readTag, type Tags } from './tags.js'
import type { View } from './view.js'

/** Combinations of tags that a view keeps apart; those beyond it become one series. */
export const mostSeries = 1_000

/** What was recorded for one view since it was last asked. */
export class ViewData implements MeasureRecorder {
  readonly #view: View
  readonly #series: SeriesSet
  /** Filled anew by each call, so that none has to make one. */
  readonly #values: (string | undefined)[]

  constructor(view: View) {
    this.#view = view
    this.#series = new SeriesSet({
      keys: view.tagKeys,
      most: mostSeries,
      overflowProperties: { 'outspan.overflow': 'true' },
      create: () => view.aggregation.createAccumulator()
    })
    this.#values = view.tagKeys.map(() => undefined)
  }

  get overflowed(): number {
    return this.#series.overflowed
  }

  find(tags: Tags | undefined, context: Tags | undefined): Accumulator {
    const { tagKeys } = this.#view
    for (let i = 0; i < tagKeys.length; i++) {
      this.#values[i] = findTag(tagKeys[i] as string, tags, context)
    }
    return this.#series.find(this.#values)
  }

  take(): readonly MetricPoint[] {
    return this.#series.take(this.#view.name)
  }
}

/** The tags of the call win over those of the context. */
function findTag(
  key: string,
  tags: Tags | undefined,
  context: Tags | undefined
): string | undefined {
  // A program without types may say null for none.
  const own = tags == null ? undefined : readTag(tags, key)
  return own === undefined && context !== undefined ? context[key] : own
}
