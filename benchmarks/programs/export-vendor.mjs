import { createRequire } from 'node:module'
import { join } from 'node:path'
import { measureExport } from './measure-export.mjs'

const [connectionString, folder] = process.argv.slice(2)
const load = createRequire(join(folder, 'package.json'))
const { AzureMonitorTraceExporter } = load('@azure/monitor-opentelemetry-exporter')
const { BasicTracerProvider } = load('@opentelemetry/sdk-trace-base')
const { SpanKind } = load('@opentelemetry/api')

const tracer = new BasicTracerProvider().getTracer('benchmark')
const exporter = new AzureMonitorTraceExporter({ connectionString, disableOfflineStorage: true })
await measureExport(endedCalls, spans => new Promise(resolve => exporter.export(spans, resolve)))

/** The attributes that its instrumentation of node:http sets. */
function endedCalls(count) {
  return Array.from({ length: count }, (_, i) => {
    const span = tracer.startSpan('GET', { kind: SpanKind.CLIENT })
    span.setAttributes({
      'http.request.method': 'GET',
      'url.full': `https://stock.example.com:8443/v1/stock/${i}?unit=kg`,
      'server.address': 'stock.example.com',
      'server.port': 8443,
      'http.response.status_code': 200,
      'network.peer.address': '203.0.113.9',
      'network.peer.port': 8443,
      'network.protocol.version': '1.1'
    })
    span.end()
    return span
  })
}
