import type { IncomingMessage } from 'node:http'
import { isIP, type Socket } from 'node:net'
import { createHiddenField } from '../../hooks/hidden-field.js'
import type { Attributes } from '../../trace/span.js'

/** Where a request comes from: what the connection tells, and what a trusted proxy says of it. */
export interface RequestOrigin {
  readonly address: string | undefined
  readonly isEncrypted: boolean
  /** The headers as they came; undefined when they are not trusted. */
  readonly forwarded: Forwarded | undefined
}

interface Forwarded {
  readonly for: string | undefined
  readonly proto: string | undefined
  readonly host: string | undefined
}

/** The same for all requests of a connection, so made once. */
const originOf = createHiddenField<RequestOrigin>()
const unknownOrigin: RequestOrigin = {
  address: undefined,
  isEncrypted: false,
  forwarded: undefined
}

export function readOrigin(
  request: IncomingMessage,
  trustForwardedHeaders: boolean
): RequestOrigin {
  const origin = originOfSocket(socketOf(request))
  if (!trustForwardedHeaders) return origin
  const { headers } = request
  const forwarded = {
    for: first(headers['x-forwarded-for']),
    proto: schemeIn(first(headers['x-forwarded-proto'])),
    host: first(headers['x-forwarded-host'])
  }
  return { ...origin, forwarded }
}

/** An HTTP/2 request has a stand-in for a socket; that of its session stays the same. */
function socketOf(request: IncomingMessage): Socket | undefined {
  const { stream } = request as IncomingMessage & {
    readonly stream?: { readonly session?: { readonly socket: Socket } }
  }
  return stream?.session?.socket ?? request.socket
}

function originOfSocket(socket: Socket | undefined): RequestOrigin {
  if (typeof socket !== 'object' || socket === null) return unknownOrigin
  const known = originOf.get(socket)
  if (known !== undefined) return known
  const isEncrypted = (socket as { readonly encrypted?: unknown }).encrypted === true
  const origin = { address: peerAddress(socket), isEncrypted, forwarded: undefined }
  originOf.set(socket, origin)
  return origin
}

interface Handle {
  /** Not there for pipes and whatever else is no TCP. */
  getpeername?(out: { address?: string }): number
}

/** `socket.remoteAddress` would leave a property on the socket. */
function peerAddress(socket: Socket): string | undefined {
  const { _handle: handle } = socket as { readonly _handle?: Handle | null }
  const out: { address?: string } = {}
  handle?.getpeername?.(out)
  return out.address
}

// What search engines, the platform and its availability tests send (azure-ingestion.md §8).
const robots = /search|spider|crawl|Bot|Monitor|AlwaysOn/i
const tests = /AppInsights/

export function describeOrigin(
  { address, forwarded }: RequestOrigin,
  userAgent: string | undefined
): Record<string, Attributes[string]> {
  return {
    'client.address': readAddress(forwarded?.for) ?? readAddress(address),
    'user_agent.original': userAgent,
    'user_agent.synthetic.type': userAgent && syntheticType(userAgent)
  }
}

function syntheticType(userAgent: string): string | undefined {
  if (tests.test(userAgent)) return 'test'
  return robots.test(userAgent) ? 'bot' : undefined
}

/**
 * The bare address: `1.2.3.4`, `1.2.3.4:80`, `[::1]:80`, `"[::1]"` and `::ffff:1.2.3.4` are in use.
 * Undefined for what is no address (`unknown`, a name).
 */
export function readAddress(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  const bare = text.replace(/^"|"$/g, '')
  const [, address = bare] = /^\[(.+)\](?::\d+)?$/.exec(bare) ?? /^([^:]+):\d+$/.exec(bare) ?? []
  const version4 = address.replace(/^::ffff:(?=\d+\.)/i, '')
  return isIP(version4) === 0 ? undefined : version4
}

function schemeIn(text: string | undefined): string | undefined {
  return /^https?$/i.test(text ?? '') ? text?.toLowerCase() : undefined
}

function first(header: string | readonly string[] | undefined): string | undefined {
  const text = typeof header === 'object' ? header[0] : header
  return text?.split(',', 1)[0]?.trim() || undefined
}
