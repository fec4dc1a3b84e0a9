import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AzureCall,
  describeAzureCall
} from '../../../../src/export/azure/envelope/azure-services.js'
import { createDependency } from '../../../../src/export/azure/envelope/envelope-dependency.js'
import { createHttpSpan } from '../../ended-span.js'
import { envelopeSource } from '../envelope-source.js'

const rows: readonly (readonly [target: string, path: string, call: AzureCall | undefined])[] = [
  ['acc.blob.core.windows.net', '/c/b', { type: 'Azure blob', name: 'GET acc' }],
  ['acc.blob.core.chinacloudapi.cn:8443', '/', { type: 'Azure blob', name: 'GET acc' }],
  ['acc.table.core.windows.net', "/users(k='1')", { type: 'Azure table', name: 'GET acc/users' }],
  ['acc.queue.core.usgovcloudapi.net', '/q/messages', { type: 'Azure queue', name: 'GET acc/q' }],
  ['acc.documents.azure.com', '/dbs/d', { type: 'Azure DocumentDB' }],
  ['bus.servicebus.windows.net', '/q', { type: 'Azure Service Bus' }],
  ['hub.azure-devices.net', '/', { type: 'Azure IoT Hub' }],
  ['shop.search.windows.net', '/', { type: 'Azure Search' }],
  ['shop.test', '/a/b.svc/op', { type: 'WCF Service', name: 'GET /a/b.svc' }],
  ['shop.test', '/a.ASMX', { type: 'Web Service', name: 'GET /a.ASMX' }],
  ['shop.test', '/a.svcx', undefined],
  ['blob.core.windows.net', '/', undefined],
  ['acc.blob.core.windows.net.evil.test', '/', undefined],
  ['shop.test', '/', undefined]
]
for (const [target, path, call] of rows) {
  test(`a call to ${target}${path} is ${call?.name ?? call?.type ?? 'no call to Azure'}`, () => {
    assert.deepEqual(describeAzureCall('GET', target, path), call)
  })
}

test('only with the option a call to Azure is shown as one', () => {
  const span = createHttpSpan('https://acc.blob.core.windows.net/c/b?sig=s')
  const source = { ...envelopeSource, derivesAzureTypes: true }
  const kindOf = (data: object) => [Reflect.get(data, 'type'), Reflect.get(data, 'name')]
  assert.deepEqual(kindOf(createDependency(span, envelopeSource).baseData), ['Http', 'GET /c/b'])
  assert.deepEqual(kindOf(createDependency(span, source).baseData), ['Azure blob', 'GET acc'])
})
