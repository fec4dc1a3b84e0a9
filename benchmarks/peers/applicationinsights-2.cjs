const { onFlush, requirePeer } = require('./from-peer-folder.cjs')

const applicationInsights = requirePeer('applicationinsights')
applicationInsights.setup().start()
onFlush(() => new Promise(callback => applicationInsights.defaultClient.flush({ callback })))
