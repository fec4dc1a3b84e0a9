// What the programs call, over http and https, and what takes their telemetry in every protocol.
// Told 'reset' or 'count' by its parent, it answers with the number of spans that came, and of bytes.
import { readFileSync } from 'node:fs'
import http from 'node:http'
import https from 'node:https'
import { buffer } from 'node:stream/consumers'
import { gunzipSync, inflateSync } from 'node:zlib'
import { breeze } from '../receivers/breeze.mjs'
import { datadog } from '../receivers/datadog.mjs'
import { elastic } from '../receivers/elastic.mjs'
import { otlp } from '../receivers/otlp.mjs'

const receivers = [breeze, otlp, elastic, datadog]
const decoders = { gzip: gunzipSync, deflate: inflateSync }
let delivered = 0
let bytes = 0
/** Read when someone asks: a server that is busy with them would answer the calls in bursts. */
const unread = []

const [key, cert] = process.argv.slice(2).map(path => readFileSync(path))
const target = http.createServer(answer)
const secureTarget = https.createServer({ key, cert }, answer)
const endpoint = http.createServer(receive)
const secureEndpoint = https.createServer({ key, cert }, receive)
const servers = [target, secureTarget, endpoint, secureEndpoint]
for (const server of servers) {
  server.keepAliveTimeout = 60_000
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve))
}
const ports = servers.map(server => server.address().port)
const calledPorts = ports.slice(0, 2).map(port => `:${port}/`)

process.on('message', message => {
  countSpans()
  if (message === 'reset') delivered = bytes = 0
  process.send({ delivered, bytes })
})
process.on('disconnect', () => process.exit())
process.send({ ports })

function answer(_, response) {
  response.end('{"ok":true}')
}

async function receive(request, response) {
  // Some agents leave a request unfinished when their program ends.
  const sent = await buffer(request).catch(() => undefined)
  if (sent === undefined) return
  const receiver = receivers.find(candidate => candidate.matches(request))
  if (receiver === undefined) return response.end('{}')
  bytes += sent.length
  const decode = decoders[request.headers['content-encoding']] ?? (body => body)
  const body = decode(sent)
  unread.push({ receiver, body })
  response.setHeader('content-type', 'application/json')
  response.end(receiver.answer(body))
}

function countSpans() {
  for (const { receiver, body } of unread.splice(0)) {
    delivered += receiver.spans(body).filter(isOfCall).length
  }
}

/** An agent's spans about itself, if it makes any, are not what is counted. */
function isOfCall(url) {
  return calledPorts.some(port => url?.includes(port))
}
