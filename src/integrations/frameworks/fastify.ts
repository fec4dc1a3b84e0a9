import type { IncomingMessage, ServerResponse } from 'node:http'
import { listen } from '../../hooks/channel.js'
import { guarded } from '../../hooks/guard.js'
import { isInRange } from '../../hooks/module-hook.js'
import { restoreAll } from '../../hooks/restore.js'
import { coveredVersions } from '../covered-versions.js'
import { serverSpanOf } from '../incoming/fate.js'
import { recordHandlerError } from '../incoming/handler-errors.js'
import type { Integration } from '../integration.js'

/**
 * Routes and errors of Fastify 4 and 5. Fastify publishes each instance that is made, and runs hooks
 * on it: in front of all others, for every request and for every error, whoever handles it. Its
 * channel for handlers would tell less: not of requests that a hook has answered.
 */
export const fastify: Integration = {
  enable() {
    isOn = true
    return restoreAll([
      () => {
        isOn = false
      },
      listen<InitializationMessage>('fastify.initialization', message => {
        if (isInRange(message.fastify.version, coveredVersions.fastify))
          addFastifyHooks(message.fastify)
      })
    ])
  }
}

/** Hooks of an instance stay with it; they outlive the integration, and serve the next one. */
let isOn = false

interface InitializationMessage {
  readonly fastify: FastifyInstance
}

/** What we need of an instance. */
export interface FastifyInstance {
  readonly version: string
  addHook(
    name: 'onRequest',
    hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void
  ): unknown
  addHook(
    name: 'onError',
    hook: (request: FastifyRequest, reply: FastifyReply, error: Error, done: () => void) => void
  ): unknown
}

interface FastifyReply {
  readonly raw: ServerResponse
}

interface FastifyRequest {
  readonly raw: IncomingMessage
  readonly is404: boolean
  readonly routeOptions?: { readonly url?: string | undefined }
  /** Before Fastify 4.10, where there are no routeOptions. */
  readonly routerPath?: string
}

const enter = guarded('fastify request', enterRoute)
const note = guarded('fastify error', ({ raw }: FastifyRequest, error: unknown) => {
  if (isOn) recordHandlerError(raw, error)
})

const hooked = new WeakSet<FastifyInstance>()

/** Once for each instance. `printRoutes({ includeHooks: true })` shows them, by their names. */
export function addFastifyHooks(instance: FastifyInstance): void {
  if (hooked.has(instance)) return
  hooked.add(instance)
  instance.addHook('onRequest', function outspan(request, _reply, done) {
    enter(request)
    done()
  })
  instance.addHook('onError', function outspan(request, _reply, error, done) {
    note(request, error)
    done()
  })
}

function enterRoute(request: FastifyRequest): void {
  const span = isOn ? serverSpanOf(request.raw) : undefined
  if (span === undefined) return
  // To ask newer versions for routerPath is a deprecation warning.
  const { is404, routeOptions = { url: request.routerPath } } = request
  span.setRoute((is404 ? undefined : routeOptions.url) ?? '/*')
}
