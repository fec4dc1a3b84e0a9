// What it costs to count one ended call. Run after `npm run build:all`.
import { bench, run } from 'mitata'
import { CallDurations } from '../../build/src/export/azure/call-durations.js'
import { Redaction } from '../../build/src/trace/redaction.js'
import { SpanTracer } from '../../build/src/trace/tracer.js'

const tracer = new SpanTracer({ onEnd() {} })
const spans = Array.from({ length: 256 }, (_, i) => {
  const span = tracer.startSpan('GET', { kind: 'client', parent: null })
  span.setAttribute('http.request.method', 'GET')
  span.setAttribute('url.full', `http://host-${i & 15}.example.com:8080/items/${i}?a=b`)
  span.setAttribute('server.address', `host-${i & 15}.example.com`)
  span.setAttribute('server.port', 8080)
  span.setAttribute('http.response.status_code', 200 + (i & 3))
  span.end()
  return span
})
const durations = new CallDurations({
  instrumentationKey: '00000000-0000-0000-0000-000000000001',
  cloudRole: 'shop',
  cloudRoleInstance: 'shop-1',
  sdkVersion: 'bench:1.0.0',
  redaction: new Redaction()
})
let next = 0

bench('count an ended call', () => durations.count(spans[next++ & 255]))
await run()
