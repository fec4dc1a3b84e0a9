import { getPipeline } from './shared-pipeline.js'
import type { SpanPipeline } from './span-pipeline.js'
import { Tracer } from './tracer.js'

const tracers = new WeakMap<SpanPipeline, Tracer>()

/**
 * The tracer whose spans go where those of the integrations go: the preload's, or one made from
 * environment and file now.
 *
 * @throws ConfigurationError when these do not make one
 */
export function getTracer(): Tracer {
  const pipeline = getPipeline()
  const tracer = tracers.get(pipeline) ?? new Tracer(pipeline)
  tracers.set(pipeline, tracer)
  return tracer
}
