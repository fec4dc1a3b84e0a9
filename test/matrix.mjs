// Runs the compiled tests on every supported version of Node, one after the other. Arguments choose
// tests as in run.mjs, and NODE_VERSIONS='22 24' versions.
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNode } from '../tools/install-node.mjs'

const versions = (process.env.NODE_VERSIONS ?? '20 22 24 26').split(' ')
const root = dirname(dirname(fileURLToPath(import.meta.url)))

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
