import { Definitions } from './definition.js'
import { ignoredInput } from './ignored-input.js'
import { Measure, type Measurement } from './measure.js'
import type { MetricPoint, MetricProducer } from './point.js'
import type { Tags } from './tags.js'
import type { View } from './view.js'
import { ViewData } from './view-data.js'

/** OpenCensus' stats: views say which metrics become of what is recorded. */
export class Stats implements MetricProducer {
  readonly #views = new Definitions<View>('ERR_VIEW')
  readonly #data = new Map<View, ViewData>()

  /**
   * From now on the view's metric is made and exported. Registering it again changes nothing.
   *
   * @throws ConfigurationError `ERR_VIEW` when another view has its name
   */
  registerView(view: View): void {
    const known = this.#views.add(view)
    if (this.#data.has(known)) return
    const data = new ViewData(view)
    this.#data.set(view, data)
    view.measure.addRecorder(data)
  }

  /**
   * Records values that belong together. Never throws: what cannot be used is ignored and counted.
   *
   * @param tags win over those of the running code, see withTags()
   */
  record(measurements: readonly Measurement[], tags?: Tags): void {
    if (!Array.isArray(measurements)) {
      ignoredInput.addValue(measurements, 'list of measurements')
      return
    }
    for (let i = 0; i < measurements.length; i++) recordOne(measurements[i], tags)
  }

  /** All that are registered. */
  get views(): readonly View[] {
    return [...this.#data.keys()]
  }

  collect(): readonly MetricPoint[] {
    return [...this.#data.values()].flatMap(data => data.take())
  }

  /** Numbers that grow: what was ignored, and what found no room for a series of its own. */
  counts(): Readonly<Record<string, number>> {
    let overflowed = 0
    for (const data of this.#data.values()) overflowed += data.overflowed
    return { ignoredValues: ignoredInput.values, ignoredTags: ignoredInput.tags, overflowed }
  }
}

/** The one of the process. */
export const stats = new Stats()

function recordOne(measurement: Measurement | undefined, tags: Tags | undefined): void {
  try {
    const measure: unknown = measurement?.measure
    if (measure instanceof Measure) measure.record(measurement as Measurement, tags)
    else ignoredInput.addValue(measurement, 'measurement of a known measure')
  } catch (error) {
    // Whatever is given may be a proxy that throws.
    ignoredInput.addValue(error, 'measurement that can be read')
  }
}
