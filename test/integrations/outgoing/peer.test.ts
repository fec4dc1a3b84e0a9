import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HostnameBlacklist } from '../../../src/integrations/hostnames.js'
import { ExpectedStatus } from '../../../src/integrations/outgoing/expected-status.js'
import { Peers } from '../../../src/integrations/outgoing/peer.js'

function createPeers(): Peers {
  const nothing = new HostnameBlacklist()
  const expectedStatus = new ExpectedStatus()
  return new Peers({ blacklist: nothing, propagationBlacklist: nothing, expectedStatus })
}

test('a peer is worked out once for each scheme, host, port and socket', () => {
  const peers = createPeers()
  const find = () => [
    peers.find('http:', 'shop.test', 8080),
    peers.find('https:', 'shop.test', 8080),
    peers.find('https:', 'shop.test', '8080'),
    peers.find('https:', 'shop.test'),
    peers.find('https:', 'SHOP.test'),
    peers.find('http:', 'shop.test', 8080, '/run/shop.sock')
  ]
  const first = find()
  assert.equal(new Set(first).size, first.length)
  for (const [i, peer] of find().entries()) assert.equal(peer, first[i])
})

const schemes = { 'http:': 'http', 'https:': 'https', 'HTTP:': 'HTTP', ws: 'ws' }
for (const [protocol, scheme] of Object.entries(schemes)) {
  test(`${protocol} has the scheme ${scheme}`, () => {
    assert.equal(createPeers().find(protocol, 'shop.test', 1).origin, `${scheme}://shop.test:1`)
  })
}

test('20,000 hosts are known; with one more all are learnt again', () => {
  const peers = createPeers()
  const hosts = Array.from({ length: 20_000 }, (_, i) => `host-${i}.test`)
  const find = () => hosts.map(host => peers.find('http:', host, 80))
  const first = find()
  assert.deepEqual(new Set([...first, ...find()]).size, 20_000)
  peers.find('http:', 'one.more.test', 80)
  assert.notEqual(peers.find('http:', 'host-0.test', 80), first[0])
})

test('100 ports of one host are known; with one more they are learnt again', () => {
  const peers = createPeers()
  const find = () => Array.from({ length: 100 }, (_, i) => peers.find('http:', 'shop.test', i + 1))
  const first = find()
  assert.equal(new Set([...first, ...find()]).size, 100)
  peers.find('http:', 'shop.test', 101)
  assert.notEqual(peers.find('http:', 'shop.test', 1), first[0])
})
