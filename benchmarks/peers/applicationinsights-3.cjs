const { onFlush, requirePeer } = require('./from-peer-folder.cjs')

const applicationInsights = requirePeer('applicationinsights')
applicationInsights.setup().start()
onFlush(() => applicationInsights.defaultClient.flush())
