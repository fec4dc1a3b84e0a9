const { onFlush, requirePeer } = require('./from-peer-folder.cjs')

requirePeer('@azure/monitor-opentelemetry').useAzureMonitor()
const { trace } = requirePeer('@opentelemetry/api')
onFlush(() => trace.getTracerProvider().getDelegate().forceFlush())
