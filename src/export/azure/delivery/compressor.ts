import type { Gzip, ZlibReset } from 'node:zlib'
import { runDetached } from '../../../trace/execution-context.js'

/**
 * Soon full: what a scavenge or two find in use waits for a full collection. With chunks of 64 KiB,
 * which are a job less for the thread pool, 4 MB were left after 100,000 calls (Node 20).
 */
const chunkSize = 16 * 1024

/**
 * Makes bodies into gzip on the thread pool, one after the other. `zlib.gzip` makes a stream and
 * 0.3 MB of tables for each, which takes 0.1 ms.
 */
export class Compressor {
  /** It lives on, and must not keep the context of the program that needed it first. */
  readonly #gzip = runDetached(createGzip)
  readonly #chunks: Buffer[] = []

  constructor() {
    this.#gzip.on('data', (chunk: Buffer) => this.#chunks.push(chunk))
  }

  /** To be called again when it has resolved, never before. One that has rejected is of no use. */
  compress(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#gzip.once('error', reject)
      this.#gzip.write(bytes, () => {
        this.#gzip.off('error', reject)
        this.#gzip.reset()
        resolve(Buffer.concat(this.#chunks.splice(0)))
      })
    })
  }
}

function createGzip(): Gzip & ZlibReset {
  const zlib = require('node:zlib') as typeof import('node:zlib')
  const { Z_BEST_SPEED, Z_FINISH } = zlib.constants
  // Every write is a whole body.
  const options = { level: Z_BEST_SPEED, chunkSize, flush: Z_FINISH }
  // Documented for all that deflate; the types have forgotten gzip.
  return zlib.createGzip(options) as Gzip & ZlibReset
}
