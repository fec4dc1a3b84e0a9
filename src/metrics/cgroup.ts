import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the container of this process may use; undefined where nothing limits it. */
export interface ContainerLimits {
  /** Bytes that are still to be had. */
  readonly availableMemory: number | undefined
  /** Processors' time per time; 0.5 is half of one. */
  readonly processors: number | undefined
}

/**
 * Read from the files of Linux' control groups, version 1 or 2. A group is limited by all groups
 * that it is in, so each level counts; in a container, the topmost that can be seen is often the
 * container's own.
 *
 * @param root for tests: the directory that stands for `/`
 */
export function readContainerLimits(root = '/'): ContainerLimits {
  const groups = readText(join(root, 'proc/self/cgroup')) ?? ''
  const memory = levelsOf(root, groups, 'memory')
  const processors = levelsOf(root, groups, 'cpu')
  return {
    availableMemory: least(memory.map(availableIn)),
    processors: least(processors.map(processorsIn))
  }
}

/** The directories of this process's group and of those above it, where they can be seen. */
function levelsOf(root: string, groups: string, controller: string): readonly string[] {
  const mount = join(root, 'sys/fs/cgroup')
  return groups.split('\n').flatMap(line => {
    const [id, controllers = '', ...path] = line.split(':')
    const levels = pathsUpFrom(path.join(':'))
    // `0::/path` is the one line of version 2 (cgroups(7)).
    if (id === '0' && controllers === '') return levels.map(level => join(mount, level))
    if (!controllers.split(',').includes(controller)) return []
    return levels.map(level => join(mount, controller, level))
  })
}

function pathsUpFrom(path: string): readonly string[] {
  const names = path.split('/').filter(name => name !== '')
  return [...names.keys(), names.length].map(depth => names.slice(0, depth).join('/'))
}

/** What the kernel can drop from its cache at once is not in use, as Kubernetes counts it. */
function availableIn(directory: string): number | undefined {
  const limit =
    readNumber(directory, 'memory.max') ?? readNumber(directory, 'memory.limit_in_bytes')
  const used =
    readNumber(directory, 'memory.current') ?? readNumber(directory, 'memory.usage_in_bytes')
  // Version 1 has a number for no limit, the greatest whole number of pages.
  if (!limit || used === undefined || limit < 0 || limit > 2 ** 60) return undefined
  const statistics = readText(join(directory, 'memory.stat')) ?? ''
  // Version 1 says both; `total` includes the groups below, as the numbers above do.
  const [, droppable = 0] =
    /^total_inactive_file (\d+)$/m.exec(statistics) ??
    /^inactive_file (\d+)$/m.exec(statistics) ??
    []
  return Math.max(0, limit - Math.max(0, used - Number(droppable)))
}

function processorsIn(directory: string): number | undefined {
  const [ofBoth, period] = (readText(join(directory, 'cpu.max')) ?? '').split(' ').map(Number)
  if (ofBoth && period) return ofBoth / period
  const quota = readNumber(directory, 'cpu.cfs_quota_us') ?? 0
  const length = readNumber(directory, 'cpu.cfs_period_us') ?? 0
  // -1 for no limit.
  return quota > 0 && length > 0 ? quota / length : undefined
}

/** Undefined for `max`, the word of version 2 for no limit. */
function readNumber(directory: string, file: string): number | undefined {
  const text = readText(join(directory, file))?.trim()
  return text && Number.isFinite(Number(text)) ? Number(text) : undefined
}

/** Undefined where there is no such file, or where it must not be read. */
function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function least(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(value => value !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}
