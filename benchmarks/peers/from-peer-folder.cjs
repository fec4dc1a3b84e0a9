const { createRequire } = require('node:module')
const { join } = require('node:path')

/** `require` as seen from the folder that the peer was installed in. */
exports.requirePeer = createRequire(join(process.env.PEER_FOLDER, 'package.json'))

exports.onFlush = flush => {
  globalThis[Symbol.for('benchmark.flush')] = flush
}
