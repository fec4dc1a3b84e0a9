// Requests that undici makes again by itself, after a redirect or an answer of 503. Prints, for each
// attempt, its status and whether its span began before the one before it had ended.
const http = require('node:http')
const { createRequire } = require('node:module')
const { Tracer, traceIntegrations } = require('outspan')

const spans = []
const exporter = { export: async batch => void spans.push(...batch) }
const tracer = new Tracer({ exporter })
traceIntegrations(['http'], { tracer })
const { Agent, RetryAgent, interceptors, request } = createRequire(process.argv[2])('undici')

let retried = 0
const server = http.createServer(({ url }, response) => {
  if (url === '/redirect') return response.writeHead(302, { location: '/there' }).end()
  if (url === '/unavailable' && retried++ < 2) response.statusCode = 503
  response.end()
})

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`
  const redirecting = interceptors?.redirect?.({ maxRedirections: 1 })
  const dispatcher = redirecting ? new Agent().compose(redirecting) : new Agent()
  const options = redirecting ? { dispatcher } : { dispatcher, maxRedirections: 1 }
  const rows = { redirect: await attemptsOf(`${url}/redirect`, options) }
  if (RetryAgent) {
    const dispatcher = new RetryAgent(new Agent(), { minTimeout: 1, maxTimeout: 1 })
    rows.retry = await attemptsOf(`${url}/unavailable`, { dispatcher })
  }
  console.log(JSON.stringify(rows))
  server.close()
})

async function attemptsOf(url, options) {
  await (await request(url, options)).body.text()
  await options.dispatcher.close()
  await tracer.flush()
  return spans.splice(0).map(({ attributes, startTime }, i, all) => {
    const isOverlapping = i > 0 && startTime < all[i - 1].endTime
    return `${attributes['http.response.status_code']}${isOverlapping ? ' overlaps' : ''}`
  })
}
