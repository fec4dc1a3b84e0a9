// Answers requests of another process, in phases of so many in flight, and tells the CPU time that
// each took until its telemetry had arrived.
const { fork } = require('node:child_process')
const { once } = require('node:events')
const { createServer } = require('node:http')
const { join } = require('node:path')
const { frameworks } = require('./frameworks.cjs')
const { task, settle, report } = require('./conversation.cjs')

const { handler, host, phases, warmUp } = task

const handlers = {
  'at once': (_, response) => response.end('{"ok":true}'),
  // What AsyncLocalStorage costs on every promise up to Node 22 shows here.
  'after 50 promises': async (_, response) => {
    for (let i = 0; i < 50; i++) await i
    response.end('{"ok":true}')
  }
}

let answered = 0
const server = createServer()

async function run(requests, inFlight) {
  answered += requests
  const args = [server.address().port, host, requests, inFlight].map(String)
  const load = fork(join(__dirname, 'load.cjs'), args, {
    env: { PATH: process.env.PATH },
    execArgv: []
  })
  await once(load, 'exit')
  await settle(answered)
}

async function measure({ requests, inFlight }) {
  const before = process.cpuUsage()
  await run(requests, inFlight)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / requests
}

server.listen(0, '127.0.0.1', async () => {
  server.on('request', handlers[handler] ?? (await frameworks[handler]()))
  await run(warmUp, 32)
  const microseconds = []
  for (const phase of phases) microseconds.push(await measure(phase))
  report({ microseconds })
})
