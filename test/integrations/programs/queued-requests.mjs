// The same with undici as an import, which does not pass by a hook of require.
import http from 'node:http'
import { Tracer } from 'outspan'
import { Pool } from 'undici'

const tracer = new Tracer({ exporter: { export: async () => undefined } })
const server = http.createServer((incoming, response) => {
  setTimeout(() => response.end(incoming.headers.traceparent.slice(3, 35)), 10)
})

server.listen(0, '127.0.0.1', async () => {
  const pool = new Pool(`http://127.0.0.1:${server.address().port}`, { connections: 1 })
  const rows = [1, 2, 3].map(number =>
    tracer.span(`task ${number}`, async ({ traceId }) => {
      const { body } = await pool.request({ path: '/', method: 'GET' })
      return [traceId, await body.text()]
    })
  )
  console.log(JSON.stringify(await Promise.all(rows)))
  await pool.close()
  server.close()
})
