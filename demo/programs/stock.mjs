// The stock service, on Fastify: asks the price service what the goods are worth.
import fastify from 'fastify'

const app = fastify()
app.addHook('onRequest', async ({ method, url, headers }) => {
  console.log(method, url, headers.traceparent)
})
app.get('/stock/:id', async ({ params }) => {
  const prices = await fetch(`${process.env.PRICES_URL}/prices/${params.id}`)
  const { price } = await prices.json()
  return { left: 3, price }
})
app.put('/stock/:id', async () => ({ reserved: true }))

console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
process.once('SIGTERM', () => app.close())
