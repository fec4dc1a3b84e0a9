// Three requests of three spans through a pool of one connection; prints which trace each was in.
const http = require('node:http')
const { createRequire } = require('node:module')
const { Tracer } = require('outspan')

const { Agent, Pool, request } = createRequire(process.argv[2])('undici')
const tracer = new Tracer({ exporter: { export: async () => undefined } })
const server = http.createServer((incoming, response) => {
  setTimeout(() => response.end(incoming.headers.traceparent.slice(3, 35)), 10)
})

server.listen(0, '127.0.0.1', async () => {
  const url = `http://127.0.0.1:${server.address().port}`
  const pool = new Pool(url, { connections: 1, pipelining: 1 })
  const dispatcher = new Agent({ connections: 1, pipelining: 1 })
  const rows = [1, 2, 3].map(number =>
    tracer.span(`task ${number}`, async ({ traceId }) => {
      const direct = await pool.request({ path: '/', method: 'GET' })
      const viaAgent = await request(url, { dispatcher })
      return [traceId, await direct.body.text(), await viaAgent.body.text()]
    })
  )
  console.log(JSON.stringify(await Promise.all(rows)))
  await Promise.all([pool.close(), dispatcher.close()])
  server.close()
})
