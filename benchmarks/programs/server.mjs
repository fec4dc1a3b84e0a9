// Answers every request with a few bytes, over http and https, and swallows telemetry on /v2.1/track.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'

function answer(request, response) {
  if (request.url !== '/v2.1/track') return response.end('{"ok":true}')
  // Counting lines would cost more than the answer is worth here: the client's own count is checked.
  request
    .resume()
    .on('end', () => response.end('{"itemsReceived":1,"itemsAccepted":1,"errors":[]}'))
}

const [key, cert] = process.argv.slice(2).map(path => readFileSync(path))
const servers = [http.createServer(answer), https.createServer({ key, cert }, answer)]
for (const server of servers) {
  server.keepAliveTimeout = 60_000
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
}
process.send(servers.map(server => server.address().port))
process.on('disconnect', () => process.exit())
