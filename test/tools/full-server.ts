import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { TestContext } from 'node:test'

// Never accepts: its thread stands still.
const program = `
const server = require('node:net').createServer()
server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
  require('node:fs').writeSync(1, String(server.address().port))
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
})`

/** An endpoint that no connection reaches, as behind a firewall that drops all packets. */
export async function startFullServer(t: TestContext): Promise<string> {
  const server = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(() => server.kill('SIGKILL'))
  const [port] = await once(server.stdout, 'data')
  await fillQueue(t, Number(port))
  return `http://127.0.0.1:${port}`
}

/** Connects until a connection has to wait, for longer than any on this machine would. */
async function fillQueue(t: TestContext, port: number): Promise<void> {
  for (let isFull = false; !isFull; ) {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => undefined)
    t.after(() => socket.destroy())
    const connected = once(socket, 'connect').then(() => false)
    const waited = new Promise<boolean>(resolve => setTimeout(resolve, 500, true))
    isFull = await Promise.race([connected, waited])
  }
}
