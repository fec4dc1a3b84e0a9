// The least that a tracing agent can do, by hand and without any of the care: ids, header, and a
// record for each call in an array that is thrown away when it is as long as a full queue.
const { subscribe } = require('node:diagnostics_channel')
const http = require('node:http')
const https = require('node:https')
const { randomFillSync } = require('node:crypto')

const pool = Buffer.alloc(24 * 512)
let position = pool.length
let records = []

function startRecord(method, origin, path) {
  if (position === pool.length) {
    randomFillSync(pool)
    position = 0
  }
  const traceId = pool.toString('hex', position, position + 16)
  const spanId = pool.toString('hex', position + 16, position + 24)
  position += 24
  return { traceId, spanId, method, origin, path, start: performance.now(), duration: 0, status: 0 }
}

function endRecord(record, status) {
  record.duration = performance.now() - record.start
  record.status = status
  if (records.push(record) === 8192) records = []
}

const traceparent = ({ traceId, spanId }) => `00-${traceId}-${spanId}-01`

for (const module of [http, https]) {
  const { request } = module
  module.request = function (...args) {
    const outgoing = request.apply(this, args)
    const record = startRecord(outgoing.method, outgoing.host, outgoing.path)
    outgoing.setHeader('traceparent', traceparent(record))
    outgoing.on('response', response => {
      response.on('end', () => endRecord(record, response.statusCode))
    })
    return outgoing
  }
  module.get = (...args) => {
    const outgoing = module.request(...args)
    outgoing.end()
    return outgoing
  }
}

const open = new WeakMap()
subscribe('undici:request:create', ({ request }) => {
  const record = startRecord(request.method, request.origin, request.path)
  request.addHeader('traceparent', traceparent(record))
  open.set(request, record)
})
subscribe('undici:request:headers', ({ request, response }) => {
  open.get(request).status = response.statusCode
})
subscribe('undici:request:trailers', ({ request }) => {
  const record = open.get(request)
  endRecord(record, record.status)
})
