const { onFlush, requirePeer } = require('./from-peer-folder.cjs')

// It records calls inside of a transaction only, the first 500 of it, and like ones as one.
const agent = requirePeer('elastic-apm-node').start({
  transactionMaxSpans: -1,
  spanCompressionEnabled: false,
  logLevel: 'off'
})
agent.startTransaction('benchmark')
onFlush(() => agent.flush())
