// One call with one kind of client, as a function. All keep their connections alive.
const http = require('node:http')
const https = require('node:https')

const path = '/items/42'

/** @param hosts how many names of the same server are called in turn; http only */
exports.createClient = (kind, url, connections, hosts) =>
  hosts === undefined ? makers[kind](url, connections) : getFromHosts(url, connections, hosts)

const makers = {
  http: (url, connections) => get(http, url, connections),
  https: (url, connections) => get(https, url, connections),
  fetch: url => async () => {
    const response = await fetch(url + path)
    await response.arrayBuffer()
  },
  undici: (url, connections) => {
    const { Pool } = require('undici')
    const pool = new Pool(url, { connections })
    return async () => {
      const { body } = await pool.request({ path, method: 'GET' })
      await body.dump()
    }
  }
}

function get(module, url, maxSockets) {
  const agent = new module.Agent({ keepAlive: true, maxSockets })
  const options = { agent, rejectUnauthorized: false }
  return () => getOnce(module, url + path, options)
}

// All hosts share their connections: what they cost is not the cost of connecting.
function getFromHosts(url, maxSockets, hosts) {
  const { port } = new URL(url)
  const urls = Array.from({ length: hosts }, (_, i) => `http://host-${i}.example:${port}${path}`)
  const agent = new http.Agent({ keepAlive: true, maxSockets })
  agent.getName = () => 'all'
  const options = { agent, lookup: findLoopback }
  let next = 0
  return () => getOnce(http, urls[next++ % hosts], options)
}

function findLoopback(_, { all }, callback) {
  if (all) return callback(null, [{ address: '127.0.0.1', family: 4 }])
  callback(null, '127.0.0.1', 4)
}

function getOnce(module, url, options) {
  return new Promise((resolve, reject) => {
    const request = module.get(url, options, response => {
      response.resume().on('end', resolve)
    })
    request.on('error', reject)
  })
}
