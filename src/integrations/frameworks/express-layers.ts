import { guarded } from '../../hooks/guard.js'
import { createHiddenField } from '../../hooks/hidden-field.js'
import type { ModuleFile } from '../../hooks/module-hook.js'
import { patch } from '../../hooks/patch.js'
import { type Restore, restoreAll } from '../../hooks/restore.js'
import { recordHandlerError } from '../incoming/handler-errors.js'
import { type ExpressRequest, enterMount, enterRoute, isNewToExpress } from './express-routes.js'

interface Layer {
  readonly route?: { readonly path: unknown } | undefined
}

/** Of layers that `use` made, which keep it only as a regular expression. */
const patternOf = createHiddenField<unknown>()

/** The names that Express 4 and the router of Express 5 give to the same things. */
interface Names {
  readonly handle: string
  readonly handleError: string
}

/** Express 4 has its router inside. */
export function layExpress4({ path, exports }: ModuleFile): Restore | undefined {
  const names = { handle: 'handle_request', handleError: 'handle_error' }
  if (path === 'lib/router/layer.js') return layLayer(prototypeOf(exports), names)
  if (path === 'lib/router/index.js') return layRouter(exports as object)
  return undefined
}

/** The router of Express 5, before it published what it does. */
export function layRouter2({ path, exports }: ModuleFile): Restore | undefined {
  const names = { handle: 'handleRequest', handleError: 'handleError' }
  if (path === 'lib/layer.js') return layLayer(prototypeOf(exports), names)
  if (path === 'router' || path === 'index.js') return layRouter(prototypeOf(exports))
  return undefined
}

function prototypeOf(exports: unknown): object {
  return (exports as { readonly prototype: object }).prototype
}

function layLayer(prototype: object, { handle, handleError }: Names): Restore {
  const enter = guarded('express layer', (layer: Layer, request: ExpressRequest) => {
    if (layer.route !== undefined) enterRoute(request, layer.route.path)
    else enterMount(request, patternOf.get(layer))
  })
  const note = guarded('express error', noteError)
  return restoreAll([
    patch(prototype, handle, original => {
      return function handleRequest(...args) {
        enter(this, args[0])
        return Reflect.apply(original, this, args)
      }
    }),
    patch(prototype, handleError, original => {
      return function handleError(...args) {
        note(args[1], args[0])
        return Reflect.apply(original, this, args)
      }
    })
  ])
}

function layRouter(prototype: object): Restore {
  const keep = guarded('express use', keepPatterns)
  const note = guarded('express error', noteError)
  return restoreAll([
    patch(prototype, 'use', original => {
      return function use(...args) {
        const count = this.stack?.length
        const result = Reflect.apply(original, this, args)
        keep(this.stack, count, args[0])
        return result
      }
    }),
    patch(prototype, 'handle', original => {
      return function handle(request, response, done) {
        // Routers inside are left through this one.
        const isOutermost = typeof done === 'function' && isNewToExpress(request)
        if (!isOutermost) return Reflect.apply(original, this, [request, response, done])
        // No layer is asked about an error that has left the last one.
        const leave = (error?: unknown, ...rest: unknown[]) => {
          note(request, error)
          return done(error, ...rest)
        }
        return Reflect.apply(original, this, [request, response, leave])
      }
    })
  ])
}

function keepPatterns(stack: readonly object[], from: number, path: unknown): void {
  const isPath = typeof path === 'string' || path instanceof RegExp || isPathList(path)
  for (const layer of stack.slice(from)) patternOf.set(layer, isPath ? path : '/')
}

/** `use` also takes lists of handlers, in lists. */
function isPathList(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const [first] = value.flat(Infinity)
  return first !== undefined && typeof first !== 'function'
}

/** `'route'` and `'router'` lead on to other handlers. */
export function noteError(request: ExpressRequest, error: unknown): void {
  if (error && error !== 'route' && error !== 'router') recordHandlerError(request, error)
}
