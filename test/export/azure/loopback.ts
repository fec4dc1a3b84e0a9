import type { TestContext } from 'node:test'
import tls from 'node:tls'
import { localhostCertificate } from '../../tools/localhost-certificate.js'

/**
 * Lets https connections of this process trust our certificate, and reach the servers of the test
 * under whatever names: what goes to a name of `ports` goes to that port of this machine.
 */
export function connectToLoopback(
  t: TestContext,
  ports: Readonly<Record<string, string>> = {}
): void {
  const { connect } = tls
  t.mock.method(tls, 'connect', (options: tls.ConnectionOptions) => {
    const port = ports[options.host ?? '']
    const detour = port === undefined ? {} : { host: '127.0.0.1', port: Number(port) }
    const { cert: ca } = localhostCertificate
    return connect({ ...options, servername: 'localhost', ca, ...detour })
  })
}

export function portOf(url: string): string {
  return new URL(url).port
}
