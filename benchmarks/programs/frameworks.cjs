// The same small program on each framework: a middleware, a route with a parameter below a mount.
exports.frameworks = {
  'by Express 5'() {
    const express = require('express')
    const items = express.Router()
    items.get('/:id', (_, response) => response.json({ ok: true }))
    return express()
      .use((_, __, next) => next())
      .use('/items', items)
  },
  async 'by Fastify 5'() {
    const app = require('fastify')()
    app.addHook('preHandler', async () => undefined)
    app.register(async items => items.get('/:id', async () => ({ ok: true })), { prefix: '/items' })
    await app.ready()
    return app.routing
  },
  'by Koa 3'() {
    const Koa = require('koa')
    const Router = require('@koa/router')
    const items = new Router({ prefix: '/items' })
    items.get('/:id', context => {
      context.body = { ok: true }
    })
    const app = new Koa().use((_, next) => next()).use(items.routes())
    return app.callback()
  }
}
