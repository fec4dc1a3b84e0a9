import type { CallObserver } from '../integrations/call-observer.js'
import type { HttpClientSpan } from '../integrations/outgoing/http-client-span.js'
import type { Peer } from '../integrations/outgoing/peer.js'
import type { Span } from '../trace/span.js'

type CallKind = 'http' | 'https' | 'fetch' | 'undici'

/** The calls of one kind to one host, or the requests that were served. */
export interface HostCalls {
  readonly kind: CallKind | 'requests' | 'calls'
  /** `https://host:port`, or the path of a socket; of requests that they were served. */
  readonly origin: string
  traced: number
  sampledOut: number
  /** Counts by the rule that decided: the setting and its entry. */
  readonly skipped: Record<string, number>
}

const maxRows = 1_000

/** Counts calls by kind and host, and requests, for doctor. */
export class CallCounts implements CallObserver {
  readonly #rows = new Map<string, HostCalls>()

  #hasOthers = false
  readonly #others = createRow('calls', 'of other kinds and hosts')

  get rows(): readonly HostCalls[] {
    return [...this.#rows.values(), ...(this.#hasOthers ? [this.#others] : [])]
  }

  onTraced(request: object, { peer, sampled }: HttpClientSpan): void {
    const row = this.#rowOf(request, peer)
    if (sampled) row.traced++
    else row.sampledOut++
  }

  onSkipped(request: object, peer: Peer, rule: string): void {
    const { skipped } = this.#rowOf(request, peer)
    skipped[rule] = (skipped[rule] ?? 0) + 1
  }

  onServed({ sampled }: Span): void {
    const row = this.#served()
    if (sampled) row.traced++
    else row.sampledOut++
  }

  onServedUntraced(rule: string): void {
    const { skipped } = this.#served()
    skipped[rule] = (skipped[rule] ?? 0) + 1
  }

  #served(): HostCalls {
    return this.#row('requests', 'served')
  }

  #rowOf(request: object, peer: Peer): HostCalls {
    return this.#row(kindOf(request, peer), peer.socketPath ?? peer.origin)
  }

  #row(kind: HostCalls['kind'], origin: string): HostCalls {
    const key = `${kind} ${origin}`
    const known = this.#rows.get(key)
    if (known) return known
    if (this.#rows.size >= maxRows) {
      this.#hasOthers = true
      return this.#others
    }
    const row = createRow(kind, origin)
    this.#rows.set(key, row)
    return row
  }
}

function createRow(kind: HostCalls['kind'], origin: string): HostCalls {
  return { kind, origin, traced: 0, sampledOut: 0, skipped: {} }
}

/** undici publishes the same of `fetch`, but only fetch sends this header. */
function kindOf(request: object, { scheme }: Peer): CallKind {
  const { agent, headers } = request as { readonly agent?: unknown; readonly headers?: unknown }
  if (agent !== undefined) return scheme === 'https' ? 'https' : 'http'
  return /sec-fetch-mode/i.test(String(headers)) ? 'fetch' : 'undici'
}
