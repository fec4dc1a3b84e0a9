import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readAddress } from '../../../src/integrations/incoming/request-origin.js'
import { fc } from '../../generated-input.js'

const addresses = {
  '203.0.113.7': '203.0.113.7',
  '203.0.113.7:4711': '203.0.113.7',
  '::ffff:203.0.113.7': '203.0.113.7',
  '[::FFFF:203.0.113.7]:80': '203.0.113.7',
  '2001:db8::1': '2001:db8::1',
  '[2001:db8::1]': '2001:db8::1',
  '[2001:db8::1]:4711': '2001:db8::1',
  '"[2001:db8::1]:4711"': '2001:db8::1',
  unknown: undefined,
  _hidden: undefined,
  'shop.test:80': undefined,
  '': undefined,
  '203.0.113': undefined,
  '203.0.113.7:port': undefined
}

for (const [text, address] of Object.entries(addresses)) {
  test(`the address in ${JSON.stringify(text)} is ${address}`, () => {
    assert.equal(readAddress(text), address)
  })
}

test('any address is read from every form that it has', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV6(), fc.nat(65_535), (v4, v6, port) => {
      for (const text of [v4, `${v4}:${port}`, `::ffff:${v4}`]) assert.equal(readAddress(text), v4)
      const short = readAddress(v6)
      for (const text of [`[${v6}]`, `[${v6}]:${port}`]) assert.equal(readAddress(text), short)
    })
  )
})
