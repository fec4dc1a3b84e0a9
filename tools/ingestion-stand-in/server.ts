import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { IngestionStandIn } from './ingestion-stand-in.js'
import { type IngestionStandInOptions, type Settings, settingsFrom } from './options.js'

export type { Answer, AnswerScript, Ending, ItemRefusal } from './answers.js'
export type { BaseData, Envelope } from './envelope.js'
export type { Reporter, Violation } from './ingestion-log.js'
export type { IngestionStandIn } from './ingestion-stand-in.js'
export type { IngestionStandInOptions } from './options.js'
export type { TrackRequest } from './track-request.js'

/** Starts a server that takes telemetry as Application Insights does, checks it and remembers it.
 * Rejects when it cannot listen. */
export async function startIngestionStandIn(
  options: IngestionStandInOptions = {}
): Promise<IngestionStandIn> {
  const settings = settingsFrom(options)
  const server = settings.tls ? createTlsServer(settings.tls) : createServer()
  // Node's 5 seconds would take the connection away from a client that is slow to send again.
  server.keepAliveTimeout = 120_000
  server.listen(settings.port, settings.host)
  await once(server, 'listening')
  return new IngestionStandIn(server, endpointOf(server, settings), settings)
}

function endpointOf(server: Server, { tls, host }: Settings): string {
  // A server that listens on a host and port has an address of this kind.
  const { port } = server.address() as AddressInfo
  return `${tls ? 'https' : 'http'}://${host}:${port}/`
}
