// A program that knows nothing of outspan. It calls with five libraries, and not all goes well.
import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import { json } from 'node:stream/consumers'
import axios from 'axios'
import { request } from 'undici'

const { STOCK_URL, PRICES_URL, LOYALTY_URL, SEARCH_URL, SIGNATURE } = process.env

const [stock] = await once(http.get(`${STOCK_URL}/stock/42`), 'response')
await json(stock)

const [price] = await once(https.get(`${PRICES_URL}/prices/42`), 'response')
await json(price)

// This one takes its time.
const report = await request(`${STOCK_URL}/reports/daily`)
await report.body.json()

// A link with a signature, as those of Azure Storage have it.
const invoice = await fetch(`${PRICES_URL}/invoices/7.pdf?sv=2026-01-01&sig=${SIGNATURE}`)
await invoice.arrayBuffer()

// Item 13 makes the price service stumble.
await axios.get(`${PRICES_URL}/prices/13`).catch(() => undefined)

// The loyalty service is down.
await fetch(`${LOYALTY_URL}/points/alice`).catch(() => undefined)

await axios.get(`${SEARCH_URL}/search?q=chair`)
