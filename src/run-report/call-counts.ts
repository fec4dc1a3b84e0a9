import type { CallObserver } from '../integrations/call-observer.js'
import type { HttpClientSpan } from '../integrations/http-client-span.js'
import type { Peer } from '../integrations/peer.js'

type CallKind = 'http' | 'https' | 'fetch' | 'undici'

/** The calls of one kind to one host. */
export interface HostCalls {
  readonly kind: CallKind
  /** `https://host:port`, or the path of a socket. */
  readonly origin: string
  traced: number
  sampledOut: number
  /** Counts by the rule that decided: the setting and its entry. */
  readonly skipped: Record<string, number>
}

const maxRows = 1_000

/** Counts calls by kind and host, for doctor. */
export class CallCounts implements CallObserver {
  readonly #rows = new Map<string, HostCalls>()

  get rows(): readonly HostCalls[] {
    return [...this.#rows.values()]
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

  #rowOf(request: object, peer: Peer): HostCalls {
    const kind = kindOf(request, peer)
    const origin = peer.socketPath ?? peer.origin
    const key = this.#rows.size < maxRows ? `${kind} ${origin}` : 'others'
    const known = this.#rows.get(key)
    if (known) return known
    const row = { kind, origin, traced: 0, sampledOut: 0, skipped: {} }
    this.#rows.set(key, row)
    return row
  }
}

/** undici publishes the same of `fetch`, but only fetch sends this header. */
function kindOf(request: object, { scheme }: Peer): CallKind {
  const { agent, headers } = request as { readonly agent?: unknown; readonly headers?: unknown }
  if (agent !== undefined) return scheme === 'https' ? 'https' : 'http'
  return /sec-fetch-mode/i.test(String(headers)) ? 'fetch' : 'undici'
}
