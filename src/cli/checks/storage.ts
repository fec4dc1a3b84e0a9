import { lstat, mkdtemp, readdir, rmdir, statfs } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { parseFileNames } from '../../export/azure/storage/batch-file.js'
import { StorageDirectory } from '../../export/azure/storage/storage-directory.js'
import { type Finding, ok, problem, skipped } from '../finding.js'
import type { Subject } from '../subject.js'
import { findTarget } from './target.js'

/** Where telemetry waits that could not be delivered: whose it is, what is in it, how much room. */
export async function checkStorage(subject: Subject): Promise<readonly Finding[]> {
  const { settings, sources } = subject.config
  if (!settings.enableLocalStorage) return [ok('it is off', sources.enableLocalStorage)]
  if (process.platform === 'win32' && settings.storageDirectory === undefined) {
    return [ok('telemetry waits in memory: on Windows only storageDirectory is used')]
  }
  const target = findTarget(subject)
  if (target === undefined) return [skipped('there is no target to keep anything for')]
  const source = sources.storageDirectory
  const directory = new StorageDirectory(settings.storageDirectory ?? tmpdir(), target)
  try {
    if (!(await exists(directory.path))) return [await checkBase(directory.path, source)]
    await directory.check()
    await tryToWrite(directory.path)
    return [
      await describeDirectory(directory.path, source),
      ...(await checkRoom(directory, subject))
    ]
  } catch (error) {
    return [problem('storage-unusable', (error as Error).message, source)]
  }
}

async function exists(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false
  )
}

/** It is made when something is to be kept for the first time. */
async function checkBase(path: string, source: string): Promise<Finding> {
  await tryToWrite(await nearestExisting(dirname(path)))
  return ok(`${path} is not there yet: nothing had to be kept so far`, source)
}

/** As nothing else tells: a mode says little to root, and nothing of a disk that is full or read-only. */
async function tryToWrite(path: string): Promise<void> {
  await rmdir(await mkdtemp(join(path, 'outspan-doctor-')))
}

async function nearestExisting(path: string): Promise<string> {
  return (await exists(path)) || path === dirname(path) ? path : nearestExisting(dirname(path))
}

async function describeDirectory(path: string, source: string): Promise<Finding> {
  const { mode, uid } = await lstat(path)
  const { uid: own, username } = userInfo()
  const owner = uid === own ? username : uid
  return ok(`${path} belongs to ${owner}, mode 0${(mode & 0o777).toString(8)}`, source)
}

async function checkRoom({ path }: StorageDirectory, { config }: Subject) {
  const { storageMaxBytes } = config.settings
  const files = parseFileNames(await readdir(path))
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0)
  const items = files.reduce((sum, file) => sum + file.items, 0)
  const since = Math.min(...files.map(({ createdAt }) => createdAt))
  const { bavail, bsize } = await statfs(path)
  const free = `${toMiB(bavail * bsize)} MiB are free on the disk`
  const waiting =
    files.length === 0
      ? ok(`nothing waits in it; ${free}`)
      : ok(`${items} items wait in it, since ${new Date(since).toISOString()}; ${free}`)
  // The largest batch is 1 MiB.
  const isFull = bytes + 2 ** 20 > storageMaxBytes || bavail * bsize < 2 ** 20
  if (!isFull) return [waiting]
  const found = `it holds ${toMiB(bytes)} of ${toMiB(storageMaxBytes)} MiB; ${free}`
  return [waiting, problem('storage-full', found, config.sources.storageMaxBytes)]
}

function toMiB(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
