// Makes calls with one kind of client, so many in flight, and tells the CPU time that each took.
// node calls.mjs <kind> <url> <calls> <in flight>
import http from 'node:http'
import https from 'node:https'

const [kind, url, calls, inFlight] = process.argv.slice(2)
const agentOptions = { keepAlive: true, maxSockets: Number(inFlight), rejectUnauthorized: false }
const httpAgent = new http.Agent(agentOptions)
const httpsAgent = new https.Agent(agentOptions)
const undici = kind === 'undici' ? await import('undici') : undefined
const pool = undici && new undici.Pool(url, { connections: Number(inFlight) })

const clients = {
  http: () => getWith(http, httpAgent),
  https: () => getWith(https, httpsAgent),
  fetch: async () => (await fetch(url)).arrayBuffer(),
  undici: async () => (await pool.request({ path: '/items/42', method: 'GET' })).body.dump()
}

function getWith(module, agent) {
  return new Promise((resolve, reject) => {
    const request = module.get(
      `${url}/items/42`,
      { agent, rejectUnauthorized: false },
      response => {
        response.resume().on('end', resolve)
      }
    )
    request.on('error', reject)
  })
}

async function run(count) {
  let left = count
  const worker = async () => {
    while (left-- > 0) await clients[kind]()
  }
  await Promise.all(Array.from({ length: Number(inFlight) }, worker))
}

await run(Number(calls) / 5) // Let the compiler settle; what it costs then is not the call.
const before = process.cpuUsage()
await run(Number(calls))
const { user, system } = process.cpuUsage(before)
process.send({ microseconds: (user + system) / Number(calls) })
httpAgent.destroy()
httpsAgent.destroy()
await pool?.close()
process.disconnect()
