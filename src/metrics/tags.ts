import { AsyncLocalStorage } from 'node:async_hooks'
import { ignoredInput } from './ignored-input.js'

/** Values by tag key; views pick the keys that they are broken down by. */
export type Tags = Readonly<Record<string, string>>

// As OpenCensus has it: what is longer is no name for a series.
const longestValue = 255

// Made with the first withTags(): up to Node 22 its hooks cost something on every promise.
let storage: AsyncLocalStorage<Tags> | undefined

/** Adds tags to all that `fn` and whatever it starts record; inner tags win over outer ones. */
export function withTags<T>(tags: Tags, fn: () => T): T {
  storage ??= new AsyncLocalStorage()
  return storage.run(addTags(storage.getStore(), tags), fn)
}

/** Those of the running code, from withTags(). */
export function currentTags(): Tags | undefined {
  return storage?.getStore()
}

/** The value of one tag, undefined when there is none or it cannot be used. Makes nothing. */
export function readTag(tags: Tags, key: string): string | undefined {
  const value: unknown = tags[key]
  if (typeof value === 'string' && value.length <= longestValue) return value
  // `constructor` and its like are there without being set.
  if (value !== undefined && Object.hasOwn(tags, key)) ignoredInput.addTag(key, value)
  return undefined
}

function addTags(outer: Tags | undefined, tags: Tags): Tags {
  const all: Record<string, string> = Object.assign(Object.create(null), outer)
  for (const key of Object.keys(Object(tags))) {
    const value = readTag(tags, key)
    if (value !== undefined) all[key] = value
  }
  return all
}
