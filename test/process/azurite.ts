import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { TestContext } from 'node:test'
import { repository } from './repository.js'
import { createTemporaryFolder } from './temporary-folder.js'

/** The account that every Azurite has, and its published key. */
export const azuriteAccount = {
  name: 'devstoreaccount1',
  key: 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='
} as const

const main = join(repository, 'node_modules', 'azurite', 'dist', 'src', 'blob', 'main.js')
const options = ['--blobPort', '0', '--inMemoryPersistence', '--disableTelemetry']
const listening = /listens on (http:\/\/\S+)/

/** Microsoft's emulator of blob storage, which checks signatures. @returns its address */
export async function startAzurite(t: TestContext): Promise<string> {
  const child = spawn(process.execPath, [main, ...options, '--skipApiVersionCheck'], {
    cwd: createTemporaryFolder(t),
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit']
  })
  t.after(async () => {
    child.kill()
    if (child.exitCode === null) await once(child, 'exit')
  })
  for await (const line of createInterface(child.stdout)) {
    const [, address] = listening.exec(line) ?? []
    if (address !== undefined) {
      child.stdout.resume()
      return address
    }
  }
  throw new Error('Azurite ended before it listened')
}
