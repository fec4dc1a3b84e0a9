import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { readSettings, selectAzureOptions } from '../src/settings.js'

function set(t: TestContext, environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) {
    process.env[name] = value
    t.after(() => delete process.env[name])
  }
}

function serviceName(code: { readonly serviceName?: string } = {}): string | undefined {
  return selectAzureOptions(readSettings(code)).serviceName
}

test('a service stands in its namespace, whether its name is a variable or an attribute', t => {
  set(t, { OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop,service.name=stock' })
  assert.equal(serviceName(), 'shop.stock')
  set(t, { OTEL_SERVICE_NAME: 'orders' })
  assert.equal(serviceName(), 'shop.orders')
})

test('a name in code is the whole name', t => {
  set(t, { OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop,service.name=stock' })
  assert.equal(serviceName({ serviceName: 'mine' }), 'mine')
})

test('settings come before the platform', t => {
  set(t, { WEBSITE_SITE_NAME: 'site', WEBSITE_INSTANCE_ID: 'a1' })
  const ofPlatform = selectAzureOptions(readSettings({}))
  assert.deepEqual([ofPlatform.serviceName, ofPlatform.serviceInstance], ['site', 'a1'])
  const code = { serviceName: 'shop', serviceInstance: 'shop-1', serviceVersion: '1.0' }
  const { serviceName, serviceInstance, serviceVersion } = selectAzureOptions(readSettings(code))
  assert.deepEqual({ serviceName, serviceInstance, serviceVersion }, code)
})
