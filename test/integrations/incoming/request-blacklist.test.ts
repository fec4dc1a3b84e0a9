import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import { HostnameBlacklist } from '../../../src/integrations/hostnames.js'
import { PathBlacklist } from '../../../src/integrations/incoming/paths.js'
import { RequestBlacklist } from '../../../src/integrations/incoming/request-blacklist.js'

test('Host headers of 16 KB are matched and not kept', () => {
  const hosts = new HostnameBlacklist([/^listed/])
  const blacklist = new RequestBlacklist(new PathBlacklist(), hosts)
  const find = (host: string) => blacklist.find({ url: '/', headers: { host } } as IncomingMessage)
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  for (let index = 0; index < 900; index++) {
    // As core makes it, a text of its own.
    const tail = Buffer.alloc(16_000, `${index}a`).toString('latin1')
    assert.equal(find(`other${tail}`), undefined)
  }
  globalThis.gc?.()
  const kept = process.memoryUsage().heapUsed - before
  assert.ok(kept < 4_000_000, `${kept} bytes are kept`)
  assert.equal(find(`listed${'a'.repeat(16_000)}`), 'blacklistHostnames, /^listed/')
  assert.equal(find(`listed${'a'.repeat(16_000)}:80`), 'blacklistHostnames, /^listed/')
})
