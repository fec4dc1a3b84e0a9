// Run after each change of dependencies: node tools/complete-lock.mjs
//
// npm leaves optional packages of other platforms out of the lock file when its registry does not
// have them, and `npm ci` then refuses the file as incomplete. This names them again, with the
// platform that their name tells, so that each machine installs its own and skips the others.
import { readFileSync, writeFileSync } from 'node:fs'

const systems = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32'
]
const processors = [
  'arm64',
  'x64',
  'arm',
  'ia32',
  'ppc64',
  'riscv64',
  's390x',
  'loong64',
  'mips64el'
]

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'))
for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const path = `node_modules/${name}`
    if (path in lock.packages || !/^\d/.test(version)) continue
    lock.packages[path] = { version, ...platformOf(name), dev: true, optional: true }
  }
}
const { '': root, ...packages } = lock.packages
const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'))
lock.packages = { '': root, ...Object.fromEntries(sorted) }
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`)

function platformOf(name) {
  const words = name.split(/[-/]/)
  const os = systems.find(system => words.includes(system)) ?? 'none'
  // `arm` is written as gnueabihf and the like.
  const cpu = processors.find(processor => words.includes(processor)) ?? 'none'
  const isMusl = words.some(word => word.startsWith('musl'))
  return { cpu: [cpu], os: [os], ...(isMusl ? { libc: ['musl'] } : {}) }
}
