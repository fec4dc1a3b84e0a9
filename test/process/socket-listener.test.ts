import { test } from 'node:test'
import { runOnTarget } from './both-ways.js'
import { fixture } from './repository.js'

test('a reset that the program passes on from the socket is the server’s, not its own (E02)', async t => {
  const program = (url: string) => ({ file: fixture('socket-listener.cjs'), args: [url] })
  await runOnTarget(t, target => program(target.http), {
    except: ({ url }) =>
      url.startsWith('/reset-early/') ? { resultCode: 'ECONNRESET', success: false } : undefined
  })
})
