import assert from 'node:assert/strict'
import { test } from 'node:test'
import createFastify from 'fastify'
import { fastifyPlugin } from '../../src/fastify.js'
import { testFramework } from './framework.js'

/** By request of fixtures/frameworks/fastify.cjs, in its order. */
const told = [
  'GET / 200',
  'GET /users/:id 200',
  'HEAD /users/:id 200',
  'OPTIONS /* 404',
  'POST /users 201',
  'POST /users 400',
  'POST /users 400',
  'GET /users/:id/orders/:order 200',
  'GET /users/:id/throws 500 TypeError: thrown',
  'GET /users/:id/rejects 500 Error: rejected',
  'GET /users/:id/sends 500 RangeError: sent',
  'GET /users/:id/not-found 404',
  'GET /users/:id/text 500 Error: a text',
  'GET /* 404',
  'GET /users/:id 500 Error: denied by a hook',
  'GET /users/:id 500 Error: denied later',
  'GET /files/* 200',
  'GET /own-errors 503 Error: for the own handler',
  'GET /failing-errors 500 Error: first',
  'GET /stream 200',
  'GET /endless 200',
  'GET /hijacked 200',
  'GET /* 404'
]

for (const installedAs of ['fastify', 'fastify4']) {
  testFramework({ installedAs, name: 'fastify' }, 'frameworks/fastify.cjs', told)
}

test('whoever prints the hooks of an instance reads whose they are', async () => {
  const app = createFastify()
  app.register(fastifyPlugin, { exporter: { export: async () => undefined } })
  app.get('/', async () => 'root')
  await app.ready()
  const printed = app.printRoutes({ includeHooks: true })
  await app.close()
  assert.match(
    printed,
    /\(onRequest\) \["outspan\(\)","outspan\(\)"\]\n.*\(onError\) \["outspan\(\)"\]/
  )
})
