/** One telemetry item. Only what the tests and the demo look at is spelt out here: the schema is
 * what decides, and whoever reads an envelope that was not accepted cannot rely on these types. */
export interface Envelope {
  readonly ver?: 1
  readonly name: string
  readonly time: string
  readonly iKey: string
  readonly sampleRate?: number
  readonly tags?: Readonly<Record<string, string>>
  readonly data: { readonly baseType: string; readonly baseData: BaseData }
}

/** The fields of dependencies and requests, and those all types share. */
export interface BaseData {
  readonly ver: 2
  readonly id?: string
  readonly name?: string
  readonly duration?: string
  readonly success?: boolean
  readonly resultCode?: string
  readonly responseCode?: string
  readonly type?: string
  readonly target?: string
  readonly data?: string
  readonly url?: string
  readonly message?: string
  readonly source?: string
  readonly properties?: Readonly<Record<string, string>>
  readonly measurements?: Readonly<Record<string, number>>
  readonly metrics?: readonly DataPoint[]
  readonly exceptions?: readonly ExceptionDetails[]
}

/** The one value, or the one aggregate, of a metric item. */
interface DataPoint {
  readonly name: string
  readonly kind?: 'Measurement' | 'Aggregation' | 0 | 1
  readonly value: number
  readonly count?: number
  readonly min?: number
  readonly max?: number
  readonly stdDev?: number
}

/** One exception of the chain that an exception item tells about. */
export interface ExceptionDetails {
  readonly id?: number
  readonly outerId?: number
  readonly typeName: string
  readonly message: string
  readonly hasFullStack?: boolean
  readonly stack?: string
  readonly parsedStack?: readonly { readonly level: number; readonly method: string }[]
}

/** An item of a request, and everything that is wrong with it. */
export interface CheckedItem {
  readonly envelope: Envelope
  readonly problems: readonly string[]
}
