// The shop, on Express: knows nothing of outspan. To answer one order it calls the stock service, on
// Fastify, and the price service, on Koa, with four libraries, and not all goes well.
import { once } from 'node:events'
import http from 'node:http'
import { json } from 'node:stream/consumers'
import axios from 'axios'
import express from 'express'
import { request } from 'undici'

const { STOCK_URL, PRICES_URL, LOYALTY_URL, SEARCH_URL, SIGNATURE } = process.env

const orders = express.Router()
orders.get('/:id', async (order, response) => {
  const [stock] = await once(http.get(`${STOCK_URL}/stock/${order.params.id}`), 'response')
  const { left } = await json(stock)
  const { body } = await request(`${PRICES_URL}/prices/${order.params.id}`)
  const { price } = await body.json()

  // A link with a signature, as those of Azure Storage have it.
  const invoice = await fetch(`${PRICES_URL}/invoices/7.pdf?sv=2026-01-01&sig=${SIGNATURE}`)
  await invoice.arrayBuffer()

  // Item 13 makes the price service stumble, and the loyalty service is down.
  await axios.get(`${PRICES_URL}/prices/13`).catch(() => undefined)
  await fetch(`${LOYALTY_URL}/points/alice`).catch(() => undefined)

  await axios.get(`${SEARCH_URL}/search?q=chair`)
  response.json({ left, price })
})

const app = express().use('/orders', orders)
const server = app.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
process.once('SIGTERM', () => server.close())
