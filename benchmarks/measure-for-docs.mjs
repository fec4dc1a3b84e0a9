// All that docs/performance.md shows, and what `npm run bench:check` expects, measured anew and
// written down; takes more than an hour on a machine that should have nothing else to do.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNode } from '../tools/install-node.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const peers = ['--peers', '--peer-folder', join(here, '..', 'build', 'peers')]

run('run.mjs', [...peers, ...into('first-run.json')])
run('run.mjs', [...peers, ...into('second-run.json')])
for (const major of ['22', '24', '26']) {
  const node = ['--node', installNode(major)]
  run('run.mjs', [...node, '--rounds', '3', ...into(`node-${major}.json`)])
}
run('scale.mjs', into('scale.json'))
run('hottest-functions.mjs', into('hottest-functions.json'))
run('check.mjs', ['--write'])
run('write-docs.mjs', [])

function into(name) {
  return ['--json', join(here, 'results', name)]
}

function run(name, flags) {
  execFileSync(process.execPath, [join(here, name), ...flags], { stdio: 'inherit' })
}
