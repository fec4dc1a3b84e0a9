import { prepareContext, type TraceOptions } from './agent.js'
import type { SpanExporter } from './export/exporter.js'
import { MiddlewareRequests } from './integrations/incoming/middleware-requests.js'
import type { IntegrationName } from './integrations/registry.js'
import type { Sampler } from './trace/sampler.js'

/** What a middleware is told in code; the rest comes from environment and configuration file. */
export interface MiddlewareOptions extends Omit<TraceOptions, 'exporter'> {
  /** Where the spans of requests go: an exporter, or the name of one. */
  readonly exporter?: SpanExporter | string | undefined
  readonly sampler?: Sampler | undefined
}

/**
 * What a middleware traces its requests with; undefined when another copy of the agent does.
 *
 * @param name the integration that knows the framework's routes
 * @throws ConfigurationError when an option is invalid
 */
export function traceByMiddleware(
  name: IntegrationName,
  { exporter, sampler, ...rest }: MiddlewareOptions
): MiddlewareRequests | undefined {
  const own = typeof exporter === 'object' ? { exporter, sampler } : { sampler }
  const options = typeof exporter === 'string' ? { ...rest, exporter } : rest
  const context = prepareContext(name, options, own)
  return context && new MiddlewareRequests(context)
}
