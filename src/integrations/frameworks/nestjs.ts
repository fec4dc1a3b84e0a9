import { guarded } from '../../hooks/guard.js'
import { type ModuleFile, onModule } from '../../hooks/module-hook.js'
import { patch } from '../../hooks/patch.js'
import type { Restore } from '../../hooks/restore.js'
import { coveredVersions } from '../covered-versions.js'
import { recordHandlerError } from '../incoming/handler-errors.js'
import type { Integration } from '../integration.js'

/**
 * Errors of NestJS, which it handles before Express or Fastify hear of them; its routes are theirs.
 */
export const nestjs: Integration = {
  enable() {
    return onModule('@nestjs/core', coveredVersions['@nestjs/core'], layExceptionsHandler)
  }
}

/** What NestJS says about where an exception comes from. */
interface ArgumentsHost {
  getType(): string
  switchToHttp(): { getRequest(): { readonly raw?: object } }
}

function layExceptionsHandler({ path, exports }: ModuleFile): Restore | undefined {
  if (path !== 'exceptions/exceptions-handler.js') return undefined
  const { prototype } = (exports as { readonly ExceptionsHandler: { readonly prototype: object } })
    .ExceptionsHandler
  const note = guarded('nestjs exception', noteException)
  return patch(prototype, 'next', original => {
    return function next(...args) {
      note(args[0], args[1])
      return Reflect.apply(original, this, args)
    }
  })
}

function noteException(exception: unknown, host: ArgumentsHost): void {
  if (host.getType() !== 'http') return
  const request = host.switchToHttp().getRequest()
  recordHandlerError(request.raw ?? request, exception)
}
