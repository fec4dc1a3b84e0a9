// A program that makes spans of its own: the calls within become their children.
import { AzureExporter, Tracer, traceIntegrations } from 'outspan'

const { STOCK_URL, PRICES_URL, APPLICATIONINSIGHTS_CONNECTION_STRING } = process.env

const exporter = new AzureExporter({
  connectionString: APPLICATIONINSIGHTS_CONNECTION_STRING,
  serviceName: 'checkout'
})
const tracer = new Tracer({ exporter })
traceIntegrations(['http'], { tracer })
// What became of the spans; the last of them are sent when the program has nothing left to do.
process.once('exit', () => console.log(JSON.stringify(tracer.stats())))

await tracer.span('checkout', async () => {
  await tracer.span('reserve goods', () =>
    Promise.all([send('PUT', `${STOCK_URL}/stock/7`), send('PUT', `${STOCK_URL}/stock/9`)])
  )
  await send('POST', `${PRICES_URL}/payments`)
})

async function send(method, url) {
  const response = await fetch(url, { method })
  return response.json()
}
