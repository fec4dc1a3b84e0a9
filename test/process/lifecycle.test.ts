import { byCase, type CaseTable } from './case-table.js'
import { testCases } from './case-tests.js'
import type { Exchange } from './exchange.js'
import { cancelledInBody } from './expected-ends.js'
import type { Expected } from './telemetry-check.js'

const other: CaseTable = {
  'L03-never-read': cancelledInBody,
  'L06-iterated-in-part': cancelledInBody
}

function expectedOf(exchange: Exchange): Expected | undefined {
  const { method, url } = exchange
  if (method === 'CONNECT') return { name: 'CONNECT /', target: url, data: `http://${url}/` }
  return byCase(other)(exchange)
}

testCases('lifecycle of a call (L01-L06, L10-L16, L19)', 'lifecycle.cjs', {
  except: expectedOf,
  // What goes through the tunnel is not HTTP to the client.
  isUntraced: ({ url }) => url === '/hello'
})
