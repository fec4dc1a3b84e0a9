// One call with one kind of client, as a function. All keep their connections alive.
const http = require('node:http')
const https = require('node:https')

const path = '/items/42'

exports.createClient = (kind, url, connections) => makers[kind](url, connections)

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
  const agent = new module.Agent({ keepAlive: true, maxSockets, rejectUnauthorized: false })
  const options = { agent, rejectUnauthorized: false }
  return () =>
    new Promise((resolve, reject) => {
      const request = module.get(url + path, options, response => {
        response.resume().on('end', resolve)
      })
      request.on('error', reject)
    })
}
