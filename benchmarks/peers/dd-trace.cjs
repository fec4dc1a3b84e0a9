const { onFlush, requirePeer } = require('./from-peer-folder.cjs')

const tracer = requirePeer('dd-trace').init()
// It has no public one; without it, the programs wait for its interval of 2 s.
onFlush(() => tracer._tracer?._exporter?.flush?.())
