/** One property of whatever was thrown: null, a text, an object whose getters throw (E14). */
export function readError(error: unknown, key: string): unknown {
  try {
    return Reflect.get(Object(error), key)
  } catch {
    return undefined
  }
}
