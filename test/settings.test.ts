import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AzureExporter } from '../src/azure-exporter.js'
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

const code = { instrumentationKey: 'in-code' }
const connectionString = 'InstrumentationKey=in-environment;IngestionEndpoint=https://own.test'

test('key and endpoint are of one source: a key in code is not sent to the endpoint outside', t => {
  set(t, { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString })
  const target = selectAzureOptions(readSettings(code))
  assert.deepEqual([target.connectionString, target.instrumentationKey], [undefined, 'in-code'])
})

test('a connection string wins over the key beside it', t => {
  set(t, {
    APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString,
    APPINSIGHTS_INSTRUMENTATIONKEY: 'in-environment'
  })
  assert.equal(selectAzureOptions(readSettings({})).connectionString, connectionString)
  const both = selectAzureOptions(readSettings({ ...code, connectionString: 'of code' }))
  assert.equal(both.connectionString, 'of code')
})

test('an exporter made in code says that its connection string came from outside', t => {
  set(t, { APPLICATIONINSIGHTS_CONNECTION_STRING: 'IngestionEndpoint=https://own.test' })
  const message = /^connectionString \(from APPLICATIONINSIGHTS_CONNECTION_STRING\): it has no/
  assert.throws(() => new AzureExporter(), { name: 'ConfigurationError', message })
  assert.throws(() => new AzureExporter({ connectionString: 'x' }), { message: /\(from code\)/ })
  assert.throws(() => new AzureExporter({ ...code, retryDelay: 0 }), { message: /\(from code\)/ })
})
