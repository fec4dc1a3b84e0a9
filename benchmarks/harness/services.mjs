import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { localhostCertificate } from '../../build/test/tools/localhost-certificate.js'

const serverFile = fileURLToPath(new URL('../programs/server.mjs', import.meta.url))

/**
 * No span may come for so long before the rest counts as lost: the laziest agent sends every 15 s,
 * and of those that have flushed the one whose flush does not wait every 2 s.
 */
const patience = 17_000
const patienceAfterFlush = 4_000

/** The process that is called and takes the telemetry, so that its CPU time is not the programs'. */
export class Services {
  #server
  #folder
  urls
  /** Where telemetry goes: `plain` or `secure`, which only those who know `certificate` trust. */
  endpoint

  static async start() {
    const services = new Services()
    await services.#start()
    return services
  }

  async #start() {
    this.#folder = mkdtempSync(join(tmpdir(), 'outspan-bench-'))
    const files = ['key', 'cert'].map(name => join(this.#folder, `${name}.pem`))
    for (const [i, name] of ['key', 'cert'].entries()) {
      writeFileSync(files[i], localhostCertificate[name])
    }
    this.#server = fork(serverFile, files, { env: { PATH: process.env.PATH } })
    this.#server.on('exit', code => {
      if (code !== 0) throw new Error(`the called server ended with ${code}`)
    })
    const [{ ports }] = await once(this.#server, 'message')
    const [http, https, endpoint, secureEndpoint] = ports
    const plain = `http://127.0.0.1:${http}`
    this.urls = { http: plain, https: `https://127.0.0.1:${https}`, fetch: plain, undici: plain }
    this.endpoint = {
      plain: `http://127.0.0.1:${endpoint}`,
      secure: `https://127.0.0.1:${secureEndpoint}`,
      certificate: files[1]
    }
  }

  /** Nobody listens there. */
  get deadEndpoint() {
    return { ...this.endpoint, plain: 'http://127.0.0.1:9', secure: 'https://127.0.0.1:9' }
  }

  /** For the next program: no spans are counted, and nothing is left in `storage` by the last. */
  async reset() {
    rmSync(this.storage, { recursive: true, force: true })
    mkdirSync(this.storage)
    await this.#ask('reset')
  }

  /** Where programs keep what cannot be sent. */
  get storage() {
    return join(this.#folder, 'storage')
  }

  /** Waits for so many spans; resolves to those that came, when no more do. */
  async delivered(expected, isFlushed = false) {
    const longest = isFlushed ? patienceAfterFlush : patience
    let { delivered: count } = await this.#ask('count')
    let lastNews = Date.now()
    while (count < expected && Date.now() - lastNews < longest) {
      await delay(20)
      const { delivered: now } = await this.#ask('count')
      if (now > count) lastNews = Date.now()
      count = now
    }
    return count
  }

  /** Of telemetry, as they came over the wire. */
  async receivedBytes() {
    const { bytes } = await this.#ask('count')
    return bytes
  }

  async #ask(question) {
    this.#server.send(question)
    const [answer] = await once(this.#server, 'message')
    return answer
  }

  stop() {
    this.#server.disconnect()
    rmSync(this.#folder, { recursive: true })
  }
}
