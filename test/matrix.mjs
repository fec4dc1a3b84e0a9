// Runs the compiled tests on every supported version of Node, one after the other. The binaries
// come as npm packages and are kept in node_modules/.cache; arguments choose tests as in run.mjs,
// and NODE_VERSIONS='22 24' versions.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const versions = (process.env.NODE_VERSIONS ?? '20 22 24 26').split(' ')
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const platform = process.platform === 'win32' ? 'win' : process.platform
const packageName = `node-${platform}-${process.arch}`

const failed = versions.filter(version => {
  const node = installNode(version)
  console.log(`\n=== Node ${spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim()}`)
  const run = [join(root, 'test', 'run.mjs'), ...process.argv.slice(2)]
  return spawnSync(node, run, { cwd: root, stdio: 'inherit' }).status !== 0
})
if (failed.length > 0) {
  console.error(`\nfailed on Node ${failed.join(', ')}`)
  process.exitCode = 1
}

function installNode(version) {
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
