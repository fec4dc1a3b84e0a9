'use strict'

// node -r outspan/register app.js: starts the agent from the environment. Whatever is wrong with
// the agent, with its build or with this version of Node, the program runs.

const { writeSync } = require('fs')

try {
  const { engines } = require('./package.json')
  const oldest = engines.node.replace('>=', '')
  // gte alone: ranges cost twice as long to load.
  if (require('semver/functions/gte')(process.version, oldest)) {
    require('./dist/index.js').startFromEnvironment()
  } else {
    warn('Node ' + process.version + ' is not supported, ' + engines.node + ' is')
  }
} catch (error) {
  warn(
    error.code === 'MODULE_NOT_FOUND'
      ? 'its build is missing: ' + firstLine(error)
      : firstLine(error)
  )
}

function firstLine(error) {
  return String(error && error.message).split('\n')[0]
}

function warn(reason) {
  try {
    writeSync(2, 'outspan: ' + reason + '; the program runs untraced\n')
  } catch (_) {
    // A closed stderr must not stop the program either.
  }
}
