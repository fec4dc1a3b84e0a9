import { currentActivity, currentSpan, runWithSpan } from './execution-context.js'
import { readError } from './read-error.js'
import { AlwaysOnSampler, type Sampler } from './sampler.js'
import { type Attributes, Span, type SpanKind, type SpanLink, type SpanSource } from './span.js'
import type { SpanProcessor } from './span-processor.js'
import { textOf } from './text-of.js'
import { recordThrown } from './thrown-error.js'
import type { SpanContext } from './trace-context.js'

export interface SpanOptions {
  readonly kind?: SpanKind
  /** The current span when left out; `null` starts a new trace. */
  readonly parent?: SpanContext | null
  readonly attributes?: Attributes
  readonly links?: readonly SpanLink[]
}

/** Starts spans, and says where they go when they end. */
export class SpanTracer implements SpanSource {
  readonly sampler: Sampler
  readonly processor: SpanProcessor

  constructor(processor: SpanProcessor, sampler: Sampler = new AlwaysOnSampler()) {
    this.processor = processor
    this.sampler = sampler
  }

  /** An open span; the caller ends it. It does not become the current one. */
  startSpan(name: string, options: SpanOptions = {}): Span {
    const parent = options.parent === undefined ? currentSpan() : (options.parent ?? undefined)
    const span = new Span(this, textOf(name), options.kind ?? 'internal', parent)
    for (const [key, value] of Object.entries(options.attributes ?? {})) {
      span.setAttribute(key, value)
    }
    for (const link of options.links ?? []) span.addLink(link)
    return span
  }

  /**
   * Runs `fn` in a span of its own, which ends when `fn` returns or throws or, when it returns a
   * promise, when that settles. An error is recorded and goes on to the caller.
   */
  span<T>(name: string, fn: (span: Span) => T, options?: SpanOptions): T {
    const span = this.startSpan(name, options)
    try {
      const result = runWithSpan(span, () => fn(span))
      if (!isThenable(result)) return endWith(span, result)
      // What is lazy, as superagent and query builders are, starts its work only now.
      return runWithSpan(span, () => endWhenSettled(span, result)) as T
    } catch (error) {
      endFailed(span, error)
      throw error
    }
  }

  /** The span that the running code belongs to. */
  currentSpan(): Span | undefined {
    return currentSpan()
  }

  /**
   * Ties a function to the span that is current now, or to there being none, for queues and
   * thenables that call it later from somewhere else. `this` and arguments pass through.
   */
  bind<This, Args extends unknown[], Result>(
    fn: (this: This, ...args: Args) => Result
  ): (this: This, ...args: Args) => Result {
    const activity = currentActivity()
    return function bound(this: This, ...args: Args): Result {
      return runWithSpan(activity, () => Reflect.apply(fn, this, args))
    }
  }
}

/**
 * The derived promise is handed out: if only we listened to the original, an error that the program
 * does not handle would no longer be an unhandled rejection.
 */
function endWhenSettled(span: Span, result: PromiseLike<unknown>): PromiseLike<unknown> {
  return result.then(
    value => endWith(span, value),
    (error: unknown) => {
      endFailed(span, error)
      throw error
    }
  )
}

function endWith<T>(span: Span, result: T): T {
  span.end()
  return result
}

function endFailed(span: Span, error: unknown): void {
  span.setAttribute('error.type', readText(error, 'name') ?? typeof error)
  span.setStatus('error', readText(error, 'message'))
  recordThrown(span, error)
  span.end()
}

function readText(error: unknown, key: 'name' | 'message'): string | undefined {
  const text = readError(error, key)
  return typeof text === 'string' ? text : undefined
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function'
}
