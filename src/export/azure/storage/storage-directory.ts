import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, promises, type Stats } from 'node:fs'
import { join } from 'node:path'
import type { IngestionTarget } from '../connection-string.js'

const mode = 0o700
const writableByOthers = 0o022

/**
 * The directory of one user for one key and endpoint. Nobody else may have made it or may write into
 * it: they could have us send what is theirs, or take what is ours (azure-ingestion.md §14).
 */
export class StorageDirectory {
  readonly path: string

  /** @param base an existing directory, or one that can be made */
  constructor(base: string, { instrumentationKey, endpoint }: IngestionTarget) {
    const target = createHash('sha256').update(`${instrumentationKey}\n${endpoint}`)
    const name = ['outspan', process.getuid?.() ?? 'user', target.digest('hex').slice(0, 16)]
    this.path = join(base, name.join('-'))
  }

  /** Makes it when it is not there. Rejects when it cannot be made, or is not safe. */
  async make(): Promise<void> {
    const stats = await promises.lstat(this.path).catch(() => undefined)
    if (stats !== undefined) return this.#judge(stats)
    await promises.mkdir(this.path, { recursive: true, mode })
    await this.check()
  }

  /** Rejects when it is not there or not safe. */
  async check(): Promise<void> {
    this.#judge(await promises.lstat(this.path))
  }

  makeNow(): void {
    mkdirSync(this.path, { recursive: true, mode })
    this.#judge(lstatSync(this.path))
  }

  /** What Windows says of owner and mode is made up by Node: nothing to judge. */
  #judge(stats: Stats): void {
    if (!stats.isDirectory()) throw new Error(`${this.path} is no directory`)
    const uid = process.getuid?.()
    if (uid === undefined) return
    if (stats.uid !== uid) throw new Error(`${this.path} belongs to another user (${stats.uid})`)
    if (stats.mode & writableByOthers) throw new Error(`${this.path} is writable by others`)
  }
}
