// The price service: https, with a self-signed certificate.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'

const key = readFileSync(process.env.TLS_KEY)
const cert = readFileSync(process.env.TLS_CERT)

const server = createServer({ key, cert }, (request, response) => {
  console.log(request.method, request.url, request.headers.traceparent)
  if (request.url === '/prices/13') response.statusCode = 500
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify({ price: 9.9 }))
})

server.listen(0, '127.0.0.1', () => console.log(`https://127.0.0.1:${server.address().port}`))
process.once('SIGTERM', () => server.close())
