import assert from 'node:assert/strict'
import dns from 'node:dns'
import fs from 'node:fs'
import type { LookupFunction } from 'node:net'
import { type TestContext, test } from 'node:test'
import { type NameServer, startNameServer } from '../../../tools/name-server.js'

const name = 'collector.example'
const { Resolver, lookup: lookupOfSystem } = dns

/** Its count of silences is the process's: each test has one of its own. */
function loadAnew(): typeof import('../../../../src/export/azure/transport/name-lookup.js') {
  const file = require.resolve('../../../../src/export/azure/transport/name-lookup.js')
  delete require.cache[file]
  return require(file)
}

/**
 * Sends c-ares to this name server, in place of the machine's, and the system's own lookup to an
 * address, so that it finds what it is asked for.
 *
 * @returns the names that the system was asked for
 */
function useServer(t: TestContext, { address }: NameServer, target = '127.0.0.1'): string[] {
  const asked: string[] = []
  class OurResolver extends Resolver {
    constructor(options?: dns.ResolverOptions) {
      super(options)
      this.setServers([address])
    }
  }
  const find: LookupFunction = (hostname, options, callback) => {
    asked.push(hostname)
    lookupOfSystem(target, options, callback)
  }
  Object.assign(dns, { Resolver: OurResolver, lookup: find })
  t.after(() => Object.assign(dns, { Resolver, lookup: lookupOfSystem }))
  return asked
}

/** What is found, or the code of the error. */
function find(lookup: LookupFunction, hostname = name): Promise<unknown> {
  return new Promise(resolve => {
    lookup(hostname, { all: true }, (error, found) => resolve(error?.code ?? found))
  })
}

const found = [{ address: '127.0.0.1', family: 4 }]

test('when a name server has answered, the system is asked, and what it finds is found', async t => {
  const server = await startNameServer(t, 'knows nothing')
  const asked = useServer(t, server)
  assert.deepEqual(await find(loadAnew().lookup), found)
  assert.deepEqual(asked, [name])
  assert.ok(server.questions > 0)
})

test('what the system does not find is its own error', async t => {
  useServer(t, await startNameServer(t, 'knows nothing'), 'nowhere.invalid')
  assert.match(String(await find(loadAnew().lookup)), /^(ENOTFOUND|EAI_AGAIN)$/)
})

test('while no name server answers, the system is not asked: its lookup could not be ended', async t => {
  const asked = useServer(t, await startNameServer(t, 'is silent'))
  const { lookup } = loadAnew()
  assert.equal(await find(lookup), 'ETIMEOUT')
  assert.deepEqual(asked, [])
})

test('after three silences the system is asked all the same, until it finds nothing', async t => {
  const server = await startNameServer(t, 'is silent')
  const asked = useServer(t, server)
  const { lookup } = loadAnew()
  const silences = await Promise.all([find(lookup), find(lookup), find(lookup)])
  assert.deepEqual(silences, ['ETIMEOUT', 'ETIMEOUT', 'ETIMEOUT'])
  assert.deepEqual(asked, [])

  const { questions } = server
  assert.deepEqual([await find(lookup), await find(lookup)], [found, found])
  assert.deepEqual([asked, server.questions], [[name, name], questions])

  useServer(t, server, 'nowhere.invalid')
  assert.match(String(await find(lookup)), /^(ENOTFOUND|EAI_AGAIN)$/)
  assert.equal(server.questions, questions)
  assert.equal(await find(lookup), 'ETIMEOUT')
  assert.ok(server.questions > questions)
})

test('two silences and an answer are forgotten', async t => {
  const server = await startNameServer(t, 'is silent')
  const asked = useServer(t, server)
  const { lookup } = loadAnew()
  await Promise.all([find(lookup), find(lookup)])
  server.manners = 'knows nothing'
  assert.deepEqual(await find(lookup), found)
  server.manners = 'is silent'
  assert.deepEqual(await Promise.all([find(lookup), find(lookup)]), ['ETIMEOUT', 'ETIMEOUT'])
  assert.equal(asked.length, 1)
})

test('questions that are abandoned fail at once, and the system is not asked', async t => {
  const asked = useServer(t, await startNameServer(t, 'is silent'))
  const { lookup, abandonLookups } = loadAnew()
  const underWay = Promise.all([find(lookup), find(lookup), find(lookup)])
  abandonLookups()
  assert.deepEqual(await underWay, ['ECANCELLED', 'ECANCELLED', 'ECANCELLED'])
  // None of them was a silence.
  assert.equal(await find(lookup), 'ETIMEOUT')
  assert.deepEqual(asked, [])
})

test('where c-ares cannot ask, the system is asked at once', async t => {
  const server = await startNameServer(t, 'is silent')
  const asked = useServer(t, server)
  Object.assign(dns.Resolver.prototype, {
    resolve4() {
      throw new Error('EMFILE')
    }
  })
  assert.deepEqual(await find(loadAnew().lookup), found)
  assert.deepEqual([asked, server.questions], [[name], 0])
})

/** The machine's hosts file is not ours to write. */
function useHosts(t: TestContext, read: () => string): void {
  const { readFileSync } = fs
  t.mock.method(fs, 'readFileSync', (file: string, encoding: 'utf8') => {
    return /[\\/]hosts$/.test(file) ? read() : readFileSync(file, encoding)
  })
}

test('no name server is asked for what the hosts file has', async t => {
  const server = await startNameServer(t, 'is silent')
  const asked = useServer(t, server)
  useHosts(t, () => '127.0.0.1 localhost\n192.0.2.1 Collector.Example\n')
  assert.deepEqual(await find(loadAnew().lookup), found)
  assert.deepEqual([asked, server.questions], [[name], 0])
})

test('without a hosts file that may be read, name servers are asked', async t => {
  const server = await startNameServer(t, 'knows nothing')
  const asked = useServer(t, server)
  useHosts(t, () => {
    throw new Error('ERR_ACCESS_DENIED')
  })
  assert.deepEqual(await find(loadAnew().lookup), found)
  assert.deepEqual(asked, [name])
  assert.ok(server.questions > 0)
})

for (const local of ['localhost', 'collector.localhost', 'LOCALHOST.']) {
  test(`no name server is asked for ${local}`, async t => {
    const server = await startNameServer(t, 'is silent')
    const asked = useServer(t, server)
    assert.deepEqual(await find(loadAnew().lookup, local), found)
    assert.deepEqual([asked, server.questions], [[local], 0])
  })
}
