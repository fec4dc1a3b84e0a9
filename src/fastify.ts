import { addFastifyHooks, type FastifyInstance } from './integrations/frameworks/fastify.js'
import { type MiddlewareOptions, traceByMiddleware } from './middleware.js'

export type { MiddlewareOptions } from './middleware.js'

/**
 * Traces the requests of an instance: `fastify.register(fastifyPlugin, { blacklistPaths: ['/health'] })`,
 * before all others. With the preload, which has seen them already, it adds nothing.
 *
 * @throws ConfigurationError when an option is invalid; the instance does not start then
 */
export function fastifyPlugin(
  instance: FastifyInstance,
  options: MiddlewareOptions,
  done: () => void
): void {
  const requests = traceByMiddleware('fastify', options)
  if (requests !== undefined) {
    instance.addHook('onRequest', function outspan(request, reply, next) {
      requests.run(request.raw, reply.raw, next)
    })
    addFastifyHooks(instance)
  }
  done()
}

// Fastify's words for a plugin whose hooks are to hold outside of it too, and for its name.
Object.assign(fastifyPlugin, {
  [Symbol.for('skip-override')]: true,
  [Symbol.for('fastify.display-name')]: 'outspan'
})
