import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { peers } from './peers.mjs'

/**
 * Installs each in a folder of its own; those that a folder has already are taken as they are.
 * Without a folder they go into one that is there for this run.
 * @returns the contestants
 */
export function installPeers(folder = temporaryFolder()) {
  console.log(`peers are in ${folder}`)
  return peers.map(({ name, packages, kinds, exportProgram, environment }) => {
    const own = resolve(folder, name)
    if (!existsSync(join(own, 'node_modules'))) install(own, packages)
    return {
      name: `${name} ${versionOf(own, packages[0])}`,
      folder: own,
      kinds,
      exportProgram,
      preloads: [fileURLToPath(new URL(`${name}.cjs`, import.meta.url))],
      delivers: true,
      environment: endpoint => ({ PEER_FOLDER: own, ...environment(endpoint) })
    }
  })
}

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'outspan-peers-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function install(folder, packages) {
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const flags = ['--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...flags, ...packages], { cwd: folder, stdio: 'inherit' })
}

function versionOf(folder, specification) {
  const name = specification.slice(0, specification.lastIndexOf('@'))
  return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'))).version
}
