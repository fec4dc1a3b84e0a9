import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import type { TestContext } from 'node:test'

/** What a name server says to everything: that there is no such name, or nothing at all. */
export type Manners = 'knows nothing' | 'is silent'

export interface NameServer {
  /** For `setServers`. */
  readonly address: string
  manners: Manners
  /** How often it was asked. */
  questions: number
}

/** A name server on a UDP port of its own (RFC 1035 §4). */
export async function startNameServer(t: TestContext, manners: Manners): Promise<NameServer> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  t.after(() => socket.close())
  const server = { address: `127.0.0.1:${socket.address().port}`, manners, questions: 0 }
  socket.on('message', (message, { port, address }) => {
    server.questions++
    if (server.manners === 'knows nothing') socket.send(answerTo(message), port, address)
  })
  return server
}

const headerLength = 12

/** NXDOMAIN: id and question come back, and there are no records. */
function answerTo(message: Buffer): Buffer {
  // The name ends with a label of length 0; type and class follow.
  const end = message.indexOf(0, headerLength) + 1 + 4
  const answer = Buffer.from(message.subarray(0, end))
  answer.writeUInt16BE(0x8183, 2)
  answer.fill(0, 6, headerLength)
  return answer
}
