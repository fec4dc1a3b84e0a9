import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repository } from '../process/repository.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'
import { findExcess, type InstallSize, largestAllowed } from './install-size.js'

test('the packed package and what the lock puts below it are small and few enough', t => {
  const folder = createTemporaryFolder(t)
  const dependencies = runTimePackages()
  const size: InstallSize = {
    packages: 1 + dependencies.length,
    bytes: packedBytes(folder) + dependencies.reduce((sum, path) => sum + bytesIn(path), 0)
  }
  assert.deepEqual(findExcess(size), [], JSON.stringify(size))
})

test('eight packages of 4 MB are the most that is allowed', () => {
  const { packages, bytes } = largestAllowed
  assert.deepEqual(findExcess({ packages: 8, bytes: 4_000_000 }), [])
  assert.deepEqual(findExcess({ packages: 9, bytes }), ['9 packages, 8 are allowed'])
  assert.deepEqual(findExcess({ packages, bytes: 4_000_001 }), [
    '4000001 bytes, 4000000 are allowed'
  ])
})

/** Folders of the packages that come with ours. */
function runTimePackages(): readonly string[] {
  // The form of npm's lock, version 3.
  const lock = JSON.parse(readFileSync(join(repository, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<
      Record<string, { readonly dev?: true; readonly devOptional?: true }>
    >
  }
  const names = Object.entries(lock.packages).filter(([path, { dev, devOptional }]) => {
    return path !== '' && dev === undefined && devOptional === undefined
  })
  assert.ok(names.some(([path]) => path === 'node_modules/undici'))
  return names.map(([path]) => join(repository, path))
}

/** What the tarball holds when it is unpacked. Scripts would build again, under other tests. */
function packedBytes(folder: string): number {
  const flags = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder]
  const output = execFileSync('npm', flags, {
    cwd: repository,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32'
  })
  // What `npm pack --json` prints, of one package.
  const [packed] = JSON.parse(output) as [{ readonly unpackedSize: number }]
  return packed.unpackedSize
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0)
}
