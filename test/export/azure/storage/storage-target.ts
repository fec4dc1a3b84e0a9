import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readLines } from '../../../../src/export/azure/delivery/request-body.js'
import { FileBatchStore } from '../../../../src/export/azure/storage/file-batch-store.js'
import { StorageDirectory } from '../../../../src/export/azure/storage/storage-directory.js'
import { batchOf } from '../delivery/batches.js'

export const target = {
  instrumentationKey: '00000000-0000-0000-0000-000000000001',
  endpoint: 'http://127.0.0.1:9',
  tokenScope: ''
}

type Options = ConstructorParameters<typeof FileBatchStore>[2]

/** A store in a folder that other stores may share, and what lies there. */
export function openStore(folder: string, options: Options = {}, to = target) {
  const directory = new StorageDirectory(folder, to)
  const store = new FileBatchStore(directory, to, options)
  const list = () => (existsSync(directory.path) ? readdirSync(directory.path).sort() : [])
  const create = (lines: readonly string[], createdAt = Date.now()) =>
    store.create(batchOf(lines, createdAt))
  const put = (lines: readonly string[], createdAt?: number) =>
    store.write(create(lines, createdAt))
  const pathOf = (name: string) => join(directory.path, name)
  return { store, directory, list, create, put, pathOf }
}

/** All that can be claimed now, each batch by its lines. */
export async function claimAll(store: FileBatchStore): Promise<readonly (readonly string[])[]> {
  const batches: (readonly string[])[] = []
  for (let claim = await store.claim(); claim; claim = await store.claim()) {
    batches.push(readLines(claim.batch.body))
    await claim.remove()
  }
  return batches
}
