import { byCase, type CaseTable } from './case-table.js'
import { testCases } from './case-tests.js'
import type { Exchange } from './exchange.js'
import type { Expected } from './telemetry-check.js'

/** No host is the local one, on the port of the protocol. */
const local: Expected = {
  name: 'GET /',
  target: 'localhost',
  data: 'http://localhost/',
  resultCode: 'ECONNREFUSED',
  success: false
}

// What Node's own server refuses before anyone sees it.
const refused: readonly Expected[] = [
  { name: 'GET /hello/F22-unicode/ä', resultCode: '400', success: false },
  // F13-query-only and F16-path-number.
  { name: 'GET /', resultCode: '400', success: false },
  { name: 'GET /', resultCode: '400', success: false }
]

const unanswered = [local, local, local, local, ...refused]

const other: CaseTable = {
  'F22-purge': { name: '_OTHER /hello/F22-purge' },
  'F22-report': { name: '_OTHER /hello/F22-report' }
}

function expectedOf(exchange: Exchange): Expected | undefined {
  const { method, url, origin } = exchange
  const { host } = new URL(origin)
  if (url === '*') return { name: 'OPTIONS /', data: `${origin}/` }
  if (url.startsWith('http:')) {
    const { pathname, host: far } = new URL(url)
    return { name: `${method} ${pathname}`, target: far, data: url }
  }
  if (url.includes('F24-lookup')) {
    const target = host.replace('127.0.0.1', 'looked.up.test')
    return { target, data: `http://${target}${url}` }
  }
  return byCase(other)(exchange)
}

testCases('arguments of every form (F01-F24)', 'arguments.cjs', { except: expectedOf, unanswered })
