// All that docs/performance.md shows, and what `npm run bench:check` expects, measured anew and
// written down; takes more than an hour on a machine that should have nothing else to do.
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installNode } from '../tools/install-node.mjs'

const here = fileURLToPath(new URL('.', import.meta.url))
const peers = ['--peers', '--peer-folder', join(here, '..', 'build', 'peers')]
const scaleRounds = '1'

/** How many rounds of each measure. */
const wholeRun = {
  'start-up': 9,
  'cpu-per-call': 3,
  'longest-stall': 3,
  memory: 2,
  'event-loop-delay': 2,
  'install-size': 1,
  'export-per-span': 7
}
const otherVersions = {
  'start-up': 25,
  'cpu-per-call': 3,
  'longest-stall': 3,
  memory: 2,
  'event-loop-delay': 2
}
const requests = { 'cpu-per-request': 2, 'cpu-per-framework-request': 2 }

run('run.mjs', [...peers, ...of(wholeRun), ...into('first-run.json')])
run('run.mjs', [...of(requests), ...into('requests.json')])
run('scale.mjs', ['--rounds', scaleRounds, ...into('scale.json')])
run('check.mjs', ['--write', ...into('first-run.json')])
for (const major of ['22', '24', '26']) {
  const node = ['--node', installNode(major)]
  run('run.mjs', [...node, ...of(otherVersions), ...into(`node-${major}.json`)])
  run('check.mjs', ['--write', ...into(`node-${major}.json`)])
}
run('run.mjs', [...peers, ...of(wholeRun), ...into('second-run.json')])
run('hottest-functions.mjs', into('hottest-functions.json'))
run('write-docs.mjs', [])

function of(rounds) {
  return Object.entries(rounds).flatMap(([name, count]) => ['--measure', `${name}=${count}`])
}

function into(name) {
  return ['--json', join(here, 'results', name)]
}

function run(name, flags) {
  execFileSync(process.execPath, [join(here, name), ...flags], { stdio: 'inherit' })
}
