'use strict'

// node -r outspan/register app.js: starts the agent from the environment. Whatever is wrong with
// the agent, with its build or with this version of Node, the program runs.

const { readFileSync, writeSync } = require('fs')

try {
  // Read, not required: that takes 0.3 ms longer, and would stand in the program's require.cache.
  const { engines } = JSON.parse(readFileSync(__dirname + '/package.json', 'utf8'))
  const oldest = engines.node.replace('>=', '')
  if (isLaterLine(oldest) || require('semver/functions/gte')(process.version, oldest)) {
    require('./dist/agent.js').startFromEnvironment()
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

// semver takes 2.5 ms to load, a sixth of all: it is asked where patch or prerelease decide.
function isLaterLine(oldest) {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldest.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor > oldestMinor)
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
