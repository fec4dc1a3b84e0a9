import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const platform = process.platform === 'win32' ? 'win' : process.platform
const packageName = `node-${platform}-${process.arch}`

/**
 * Another version of Node, which comes as an npm package and is kept in node_modules/.cache.
 * @returns the path of its binary
 */
export function installNode(version) {
  const folder = join(root, 'node_modules', '.cache', 'node', version)
  const packageFolder = join(folder, 'node_modules', packageName)
  const node = join(packageFolder, 'bin', platform === 'win' ? 'node.exe' : 'node')
  if (existsSync(node)) return node
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const install = [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `${packageName}@${version}`
  ]
  const { status } = spawnSync('npm', install, {
    cwd: folder,
    stdio: 'inherit',
    shell: platform === 'win'
  })
  if (status !== 0) throw new Error(`npm could not install ${packageName}@${version}`)
  return node
}
