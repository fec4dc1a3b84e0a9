import { express } from './express.js'
import { fastify } from './fastify.js'
import { httpClient } from './http-client.js'
import { httpServer } from './http-server.js'
import type { Integration } from './integration.js'
import { koa } from './koa.js'
import { nestjs } from './nestjs.js'
import { undiciClient } from './undici-client.js'
import { undiciQueue } from './undici-queue.js'

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
