// The stock service: asks the price service what the goods are worth.
import { createServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

const server = createServer(async (request, response) => {
  console.log(request.method, request.url, request.headers.traceparent)
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(await answer(request)))
})

async function answer({ method, url }) {
  if (url === '/reports/daily') {
    await pause(400)
    return { sold: 17 }
  }
  if (method === 'PUT') return { reserved: true }
  const prices = await fetch(process.env.PRICES_URL + url.replace('stock', 'prices'))
  const { price } = await prices.json()
  return { left: 3, price }
}

server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`))
process.once('SIGTERM', () => server.close())
