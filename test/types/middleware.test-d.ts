import express from 'express'
import fastify from 'fastify'
import fastify4 from 'fastify4'
import Koa from 'koa'
import { expressMiddleware } from '../../src/express.js'
import { fastifyPlugin } from '../../src/fastify.js'
import { AlwaysOnSampler, ConsoleExporter } from '../../src/index.js'
import { koaMiddleware } from '../../src/koa.js'

// Compiled with the tests, never run: the frameworks take them as they are.

const options = {
  exporter: new ConsoleExporter(),
  sampler: new AlwaysOnSampler(),
  blacklistPaths: ['/health', /^\/internal/]
}

express().use(expressMiddleware(options))
express().use('/api', expressMiddleware({ exporter: 'console', samplingRate: 0.5 }))
new Koa().use(koaMiddleware(options)).use(koaMiddleware())
void fastify().register(fastifyPlugin, options)
void fastify().register(fastifyPlugin)
void fastify4().register(fastifyPlugin, options)

// @ts-expect-error a setting that does not exist
expressMiddleware({ blackListPaths: [] })
// @ts-expect-error an exporter exports
koaMiddleware({ exporter: {} })
// @ts-expect-error a sampler has a rate
void fastify().register(fastifyPlugin, { sampler: 0.5 })
