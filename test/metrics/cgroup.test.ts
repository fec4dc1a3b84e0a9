import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { test } from 'node:test'
import { readContainerLimits } from '../../src/metrics/cgroup.js'
import { createFolder } from '../config/temporary-folder.js'

const none = { availableMemory: undefined, processors: undefined }
const v2 = (path: string) => `sys/fs/cgroup${path}`

test('version 2: limits of the own group, less what cannot be dropped from the cache', t => {
  const root = createFolder(t, {
    'proc/self/cgroup': '0::/pods/shop\n',
    [v2('/pods/shop/memory.max')]: '1000000\n',
    [v2('/pods/shop/memory.current')]: '600000\n',
    [v2('/pods/shop/memory.stat')]: 'anon 1\nactive_file 7\ninactive_file 100000\nslab 3\n',
    [v2('/pods/shop/cpu.max')]: '150000 100000\n'
  })
  assert.deepEqual(readContainerLimits(root), { availableMemory: 500_000, processors: 1.5 })
})

test('version 2: the word max is no limit, and a group above may have one', t => {
  const root = createFolder(t, {
    'proc/self/cgroup': '0::/pods/shop\n',
    [v2('/pods/shop/memory.max')]: 'max\n',
    [v2('/pods/shop/memory.current')]: '600000\n',
    [v2('/pods/shop/cpu.max')]: 'max 100000\n',
    [v2('/pods/memory.max')]: '900000\n',
    [v2('/pods/memory.current')]: '700000\n',
    [v2('/pods/cpu.max')]: '200000 100000\n'
  })
  assert.deepEqual(readContainerLimits(root), { availableMemory: 200_000, processors: 2 })
})

test('version 2: in a container the own group is the root', t => {
  const root = createFolder(t, {
    'proc/self/cgroup': '0::/\n',
    [v2('/memory.max')]: '1000\n',
    [v2('/memory.current')]: '1200\n',
    [v2('/memory.stat')]: 'inactive_file 100\n'
  })
  assert.deepEqual(readContainerLimits(root), { availableMemory: 0, processors: undefined })
})

const v1 = '5:cpuset:/\n4:memory:/docker/a:b\n2:cpu,cpuacct:/docker/a:b\n1:name=systemd:/\n0::/\n'

test('version 1: limits of the own group', t => {
  const root = createFolder(t, {
    'proc/self/cgroup': v1,
    [v2('/memory/docker/a:b/memory.limit_in_bytes')]: '1000000\n',
    [v2('/memory/docker/a:b/memory.usage_in_bytes')]: '600000\n',
    [v2('/memory/docker/a:b/memory.stat')]: 'inactive_file 5\ntotal_inactive_file 200000\n',
    [v2('/memory/memory.limit_in_bytes')]: '9223372036854771712\n',
    [v2('/memory/memory.usage_in_bytes')]: '1\n',
    [v2('/cpu/docker/a:b/cpu.cfs_quota_us')]: '50000\n',
    [v2('/cpu/docker/a:b/cpu.cfs_period_us')]: '100000\n'
  })
  assert.deepEqual(readContainerLimits(root), { availableMemory: 600_000, processors: 0.5 })
})

test('version 1: in a container only the root can be seen, which is its own group', t => {
  const root = createFolder(t, {
    'proc/self/cgroup': v1,
    [v2('/memory/memory.limit_in_bytes')]: '1000\n',
    [v2('/memory/memory.usage_in_bytes')]: '400\n',
    [v2('/cpu/cpu.cfs_quota_us')]: '-1\n',
    [v2('/cpu/cpu.cfs_period_us')]: '100000\n'
  })
  assert.deepEqual(readContainerLimits(root), { availableMemory: 600, processors: undefined })
})

test('version 1: the number for no limit is none', t => {
  const root = createFolder(t, {
    'proc/self/cgroup': '4:memory:/\n',
    [v2('/memory/memory.limit_in_bytes')]: '9223372036854771712\n',
    [v2('/memory/memory.usage_in_bytes')]: '400\n'
  })
  assert.deepEqual(readContainerLimits(root), none)
})

for (const [what, text] of [
  ['empty', ''],
  ['no number', 'much'],
  ['negative', '-1'],
  ['of zero', '0 0']
] as const) {
  test(`a file that is ${what} limits nothing`, t => {
    const files = ['memory.max', 'memory.current', 'cpu.max', 'cpu.cfs_quota_us']
    const root = createFolder(t, {
      'proc/self/cgroup': '0::/\n',
      ...Object.fromEntries(files.map(name => [v2(`/${name}`), text]))
    })
    assert.deepEqual(readContainerLimits(root), none)
  })
}

test('outside of Linux nothing is limited', t => {
  assert.deepEqual(readContainerLimits(createFolder(t)), none)
})

test('the groups of this machine are read', { skip: !existsSync('/proc/self/cgroup') }, () => {
  const { availableMemory = 0, processors = 1 } = readContainerLimits()
  assert.ok(availableMemory >= 0 && availableMemory <= totalmem(), `${availableMemory}`)
  assert.ok(processors > 0, `${processors}`)
})
