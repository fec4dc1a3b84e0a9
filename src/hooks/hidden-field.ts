/**
 * Data on an object that is not ours, which nobody else can see: no key, no symbol, nothing in
 * `util.inspect`. A base constructor that returns the object makes `#value` a field of it.
 * Read in a few nanoseconds, and free for the garbage collector, where a WeakMap is neither
 * (benchmarks/hooks/hidden-field.bench.mjs).
 *
 * To be extended by itself only where a field is read often: see http-request-spans.ts.
 */
export class ReturnGiven {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: it is the whole point, see above
    return object
  }
}

/** One hidden field; each class made by this function is a field of its own. */
export interface HiddenField<T> {
  get(object: object): T | undefined
  set(object: object, value: T): void
}

export function createHiddenField<T>(): HiddenField<T> {
  class Field extends ReturnGiven {
    #value: T

    constructor(object: object, value: T) {
      super(object)
      this.#value = value
    }

    static get(object: object): T | undefined {
      return #value in object ? (object as Field).#value : undefined
    }

    static set(object: object, value: T): void {
      if (#value in object) (object as Field).#value = value
      else new Field(object, value)
    }
  }
  return Field
}
