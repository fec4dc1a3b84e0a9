import { unwrap, wrap } from 'shimmer'
import type { Restore } from './restore.js'

// The functions under patches belong to core and to libraries; what they take and give back passes
// through unread, so there is no narrower type to name.
// biome-ignore lint/suspicious/noExplicitAny: see above
type AnyFunction = (this: any, ...args: any[]) => any

/**
 * Replaces one function with shimmer and gives back its undo. Name, length and property attributes
 * stay as they were.
 *
 * A function that `target` inherits is shadowed on `target`, and looked up on each call, so that
 * a later change further up (`domain` replaces `EventEmitter.prototype.emit`) is not bypassed.
 *
 * @throws TypeError when there is no such function: the library is not what we know
 */
export function patch(
  target: object,
  name: string,
  makeReplacement: (original: AnyFunction) => AnyFunction
): Restore {
  const isOwn = Object.hasOwn(target, name)
  const functions = target as Record<string, AnyFunction>
  const enumerable = isToBeEnumerable(target, name)
  // shimmer would write to the program's console.
  if (typeof functions[name] !== 'function') throw new TypeError(`there is no function ${name}`)
  wrap(functions, name, own => {
    const original = isOwn ? own : inherited(target, name)
    return alike(makeReplacement(original), own)
  })
  const replacement = functions[name]
  // shimmer's mark: OpenTelemetry takes out what has it, as it takes it for its own.
  delete (replacement as { __wrapped?: true }).__wrapped
  Object.defineProperty(target, name, { enumerable })
  return () => {
    // Someone has wrapped us since: taking our function out would take theirs out too.
    if (functions[name] !== replacement) return
    if (isOwn) unwrap(functions, name)
    else delete functions[name]
  }
}

function inherited(target: object, name: string): AnyFunction {
  const parent = Object.getPrototypeOf(target) as Record<string, AnyFunction>
  return function callInherited(...args) {
    return Reflect.apply(parent[name] as AnyFunction, this, args)
  }
}

/**
 * shimmer hides what it shadows. On a prototype, a loop over all properties of an instance has to
 * find what it found before; on any other object, its own keys have to stay as they were.
 */
function isToBeEnumerable(target: object, name: string): boolean {
  const isPrototype = Object.hasOwn(target, 'constructor')
  if (!isPrototype) return Object.prototype.propertyIsEnumerable.call(target, name)
  for (let owner: object | null = target; owner; owner = Object.getPrototypeOf(owner)) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name)
    if (descriptor) return descriptor.enumerable === true
  }
  return false
}

function alike(replacement: AnyFunction, original: AnyFunction): AnyFunction {
  for (const property of ['name', 'length'] as const) {
    const value = original[property]
    Object.defineProperty(replacement, property, { value, configurable: true })
  }
  return replacement
}
