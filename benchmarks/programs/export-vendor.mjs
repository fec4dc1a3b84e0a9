import { createRequire } from 'node:module'
import { join } from 'node:path'
import { measureExport } from './measure-export.mjs'

const port = Number(process.argv[2])
const connectionString = process.env.APPLICATIONINSIGHTS_CONNECTION_STRING
const load = createRequire(join(process.env.PEER_FOLDER, 'package.json'))
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
      'url.full': `https://stock.example.com:${port}/v1/stock/${i}?unit=kg`,
      'server.address': 'stock.example.com',
      'server.port': port,
      'http.response.status_code': 200,
      'network.peer.address': '203.0.113.9',
      'network.peer.port': port,
      'network.protocol.version': '1.1'
    })
    span.end()
    return span
  })
}
