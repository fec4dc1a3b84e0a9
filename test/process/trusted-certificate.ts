import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { localhostCertificate } from '../tools/localhost-certificate.js'
import { createTemporaryFolder } from './temporary-folder.js'

/** Environment in which a program trusts our servers. */
export function trustingOurCertificate(t: TestContext): Record<string, string> {
  const file = join(createTemporaryFolder(t), 'certificate.pem')
  writeFileSync(file, localhostCertificate.cert)
  return { NODE_EXTRA_CA_CERTS: file }
}
