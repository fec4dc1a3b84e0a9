import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import lt from 'semver/functions/lt'
import satisfies from 'semver/functions/satisfies'
import valid from 'semver/functions/valid'
import { coveredVersions } from '../../integrations/covered-versions.js'
import { type Finding, ok, problem, skipped } from '../finding.js'
import { engine, ownVersion } from '../own-package.js'
import type { Subject } from '../subject.js'

/** Node, outspan against the newest that the user's own npm shows, and packages that are hooked. */
export async function checkVersions(subject: Subject): Promise<readonly Finding[]> {
  return [checkNode(process.versions.node), await checkOutspan(subject), ...checkPackages(subject)]
}

/** @param version without a `v` */
export function checkNode(version: string): Finding {
  if (satisfies(version, engine, { includePrerelease: true }))
    return ok(`Node ${version} is supported (${engine})`)
  return problem('node-unsupported', `Node ${version} is not supported, ${engine} is`)
}

const patience = 2_000

/** Asked through npm, so that the user's registry and proxy hold. */
async function checkOutspan({ isOffline, directory, environment }: Subject): Promise<Finding> {
  if (isOffline) return skipped(`outspan ${ownVersion}; the newest was not asked for: --offline`)
  try {
    const isShellNeeded = process.platform === 'win32'
    // They may load the agent, which would record what npm calls.
    const env = { ...environment, NODE_OPTIONS: undefined }
    const options = { cwd: directory, env, timeout: patience, shell: isShellNeeded }
    const { stdout } = await promisify(execFile)('npm', ['view', 'outspan', 'version'], options)
    return compareWithNewest(stdout.trim())
  } catch (error) {
    return skipped(`outspan ${ownVersion}; npm did not tell the newest: ${reasonOf(error)}`)
  }
}

/** Of npm's own words, the code alone. */
function reasonOf(error: unknown): string {
  const { killed, code, stderr } = error as { killed?: boolean; code?: unknown; stderr?: string }
  if (killed) return 'no answer within 2 s'
  const [, reason] = /npm (?:error|ERR!) code (\S+)/.exec(stderr ?? '') ?? []
  if (reason === 'E404') return 'your registry does not have outspan'
  return reason ?? (code === 'ENOENT' ? 'there is no npm' : 'it failed')
}

function compareWithNewest(newest: string): Finding {
  if (valid(newest) === null) return skipped(`outspan ${ownVersion}; npm told no version`)
  if (!lt(ownVersion, newest)) return ok(`outspan ${ownVersion} is the newest`)
  return problem('outspan-outdated', `outspan is ${ownVersion}, the newest is ${newest}`)
}

function checkPackages({ directory }: Subject): readonly Finding[] {
  return Object.entries(coveredVersions).flatMap(([name, range]) => {
    const version = versionOf(name, directory)
    if (version === undefined) return []
    if (satisfies(version, range, { includePrerelease: true }))
      return [ok(`${name} ${version} is covered (${range})`)]
    return [problem('version-not-covered', `${name} ${version} is not covered, ${range} is`)]
  })
}

/** As the program would find it; undefined when it has none. */
function versionOf(name: string, directory: string): string | undefined {
  const paths = createRequire(join(directory, 'package.json')).resolve.paths(name) ?? []
  for (const path of paths) {
    try {
      return JSON.parse(readFileSync(join(path, name, 'package.json'), 'utf8')).version
    } catch {
      // Not in this folder; the next one is further up.
    }
  }
  return undefined
}
