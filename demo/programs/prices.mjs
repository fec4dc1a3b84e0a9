// The price service, on Koa: https, with a self-signed certificate.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import Router from '@koa/router'
import Koa from 'koa'

const key = readFileSync(process.env.TLS_KEY)
const cert = readFileSync(process.env.TLS_CERT)

const router = new Router()
router.get('/prices/:id', context => {
  if (context.params.id === '13') throw new RangeError('there is no price 13')
  context.body = { price: 9.9 }
})
router.get('/invoices/:file', context => {
  context.body = 'an invoice'
})
router.post('/payments', context => {
  context.body = { paid: true }
})

const app = new Koa()
app.silent = true
app.use((context, next) => {
  console.log(context.method, context.url, context.get('traceparent'))
  return next()
})
app.use(router.routes())

const server = createServer({ key, cert }, app.callback())
server.listen(0, '127.0.0.1', () => console.log(`https://127.0.0.1:${server.address().port}`))
process.once('SIGTERM', () => server.close())
