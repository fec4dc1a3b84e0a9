import { checkText, Definitions } from './definition.js'
import { ignoredInput } from './ignored-input.js'
import type { Accumulator } from './point.js'
import { currentTags, type Tags } from './tags.js'

/** One value of one measure. */
export interface Measurement {
  readonly measure: Measure
  readonly value: number
}

/** Where the values of a measure go, one for each view. */
export interface MeasureRecorder {
  /** The series that these tags belong to. */
  find(tags: Tags | undefined, context: Tags | undefined): Accumulator
}

/** What is measured, by a name and in a unit. Made by measureInt() and measureDouble(). */
export class Measure {
  readonly name: string
  readonly description: string
  /** UCUM: `ms`, `By`, `1` for what is only counted. */
  readonly unit: string
  readonly kind: 'int' | 'double'
  readonly #recorders: MeasureRecorder[] = []

  constructor(name: string, description: string, unit: string, kind: 'int' | 'double') {
    this.name = checkText('ERR_MEASURE', 'measure', name, 255)
    this.description = String(description)
    this.unit = checkText('ERR_MEASURE', `unit of ${name}`, unit, 63)
    this.kind = kind
  }

  /** Each view over the measure is one. */
  addRecorder(recorder: MeasureRecorder): void {
    this.#recorders.push(recorder)
  }

  /** See `stats.record`; the measurement is one of this measure. */
  record(measurement: Measurement, tags: Tags | undefined): void {
    const { value } = measurement
    if (!this.#isRecordable(value)) return this.#ignore(value)
    const context = currentTags()
    for (let i = 0; i < this.#recorders.length; i++) {
      const accumulator = (this.#recorders[i] as MeasureRecorder).find(tags, context)
      accumulator.next = value
      accumulator.add()
    }
  }

  #isRecordable(value: unknown): boolean {
    if (typeof value !== 'number') return false
    const isInRange = value >= 0 && value < Number.POSITIVE_INFINITY
    return isInRange && (this.kind === 'double' || Number.isInteger(value))
  }

  #ignore(value: unknown): void {
    ignoredInput.addValue(value, `${this.kind} from 0 for ${this.name}`)
  }

  isSameAs({ description, unit, kind }: Measure): boolean {
    return description === this.description && unit === this.unit && kind === this.kind
  }
}

const measures = new Definitions<Measure>('ERR_MEASURE')

/**
 * A measure of whole numbers from 0.
 *
 * @throws ConfigurationError `ERR_MEASURE`
 */
export function measureInt(name: string, description: string, unit = '1'): Measure {
  return measures.add(new Measure(name, description, unit, 'int'))
}

/**
 * A measure of numbers from 0.
 *
 * @throws ConfigurationError `ERR_MEASURE`
 */
export function measureDouble(name: string, description: string, unit = '1'): Measure {
  return measures.add(new Measure(name, description, unit, 'double'))
}
