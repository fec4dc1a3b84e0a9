import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { localhostCertificate } from '../test/tools/localhost-certificate.js'

/** Files of the price service's certificate, and of the authorities that its callers trust. */
export interface CertificateFiles {
  readonly key: string
  readonly certificate: string
  readonly trusted: string
}

/** Writes the self-signed certificate, as programs get theirs from files. */
export function writeCertificate(directory: string): CertificateFiles {
  const files = {
    key: join(directory, 'key.pem'),
    certificate: join(directory, 'certificate.pem'),
    trusted: join(directory, 'trusted.pem')
  }
  const { key, cert } = localhostCertificate
  writeFileSync(files.key, key, { mode: 0o600 })
  writeFileSync(files.certificate, cert)
  writeFileSync(files.trusted, `${ownAuthorities()}\n${cert}\n`)
  return files
}

/** Those that the user's network needs on the way to a real resource. */
function ownAuthorities(): string {
  const path = process.env['NODE_EXTRA_CA_CERTS']
  try {
    return path ? readFileSync(path, 'utf8') : ''
  } catch {
    // Node ignores a file that it cannot read, too.
    return ''
  }
}

const foreignSettings = /^(OUTSPAN|OTEL|APPINSIGHTS|APPLICATIONINSIGHTS)_|^NODE_OPTIONS$/

/**
 * The shell's environment, without settings that would change what the demo shows: another
 * sampling rate, a second agent, a proxy before the services.
 */
export function createEnvironment(variables: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !foreignSettings.test(name))
  const ownExceptions = process.env['no_proxy'] ?? process.env['NO_PROXY']
  const exceptions = ownExceptions ? `${ownExceptions},127.0.0.1` : '127.0.0.1'
  // Axios reads the one, others the other.
  const proxy = { no_proxy: exceptions, NO_PROXY: exceptions }
  return { ...Object.fromEntries(kept), ...proxy, ...variables }
}
