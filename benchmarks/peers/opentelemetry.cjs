const { onFlush, requirePeer } = require('./from-peer-folder.cjs')

const { BatchSpanProcessor, NodeTracerProvider } = requirePeer('@opentelemetry/sdk-trace-node')
const { OTLPTraceExporter } = requirePeer('@opentelemetry/exporter-trace-otlp-http')
const { registerInstrumentations } = requirePeer('@opentelemetry/instrumentation')
const { HttpInstrumentation } = requirePeer('@opentelemetry/instrumentation-http')
const { UndiciInstrumentation } = requirePeer('@opentelemetry/instrumentation-undici')

const provider = new NodeTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())]
})
provider.register()
registerInstrumentations({
  instrumentations: [new HttpInstrumentation(), new UndiciInstrumentation()]
})
onFlush(() => provider.forceFlush())
