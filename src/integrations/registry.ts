import { express } from './frameworks/express.js'
import { fastify } from './frameworks/fastify.js'
import { koa } from './frameworks/koa.js'
import { nestjs } from './frameworks/nestjs.js'
import { httpServer } from './incoming/http-server.js'
import type { Integration } from './integration.js'
import { httpClient } from './outgoing/http-client.js'
import { undiciClient } from './outgoing/undici-client.js'
import { undiciQueue } from './outgoing/undici-queue.js'

/** Every integration by its name. A new one is a file beside this and a line here. */
export const integrations = {
  http: [httpClient, undiciClient, undiciQueue],
  'http-server': [httpServer],
  express: [express],
  fastify: [fastify],
  koa: [koa],
  nestjs: [nestjs]
} as const satisfies Record<string, readonly Integration[]>

export type IntegrationName = keyof typeof integrations
