import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findService } from '../../src/config/service.js'
import { fc } from '../generated-input.js'

const program = { directory: '/app', name: 'shop', version: '3.4.1' }
const ofProgram = { name: 'shop', namespace: undefined, instance: undefined, version: '3.4.1' }

const site = { WEBSITE_SITE_NAME: 'shop-site', WEBSITE_INSTANCE_ID: 'a1b2' }
const pod = 'k8s.pod.name=orders-7d9f-x2k4'
const rows: readonly (readonly [
  what: string,
  environment: Record<string, string>,
  service: Partial<typeof ofProgram> | Record<string, string>
])[] = [
  ['nowhere', {}, {}],
  ['App Service', site, { name: 'shop-site', instance: 'a1b2' }],
  [
    'Functions',
    { ...site, FUNCTIONS_WORKER_RUNTIME: 'node' },
    { name: 'shop-site', instance: 'a1b2' }
  ],
  [
    'Container Apps',
    { CONTAINER_APP_NAME: 'shop-app', CONTAINER_APP_REPLICA_NAME: 'shop-app--r1-5d' },
    { name: 'shop-app', instance: 'shop-app--r1-5d' }
  ],
  [
    'a deployment in Kubernetes',
    {
      OTEL_RESOURCE_ATTRIBUTES: `k8s.replicaset.name=orders-7d9f,k8s.deployment.name=orders,${pod}`
    },
    { name: 'orders', instance: 'orders-7d9f-x2k4' }
  ],
  [
    'a job in Kubernetes',
    { OTEL_RESOURCE_ATTRIBUTES: 'k8s.cronjob.name=nightly,k8s.job.name=nightly-28' },
    { name: 'nightly-28' }
  ],
  [
    'what OpenTelemetry names',
    {
      ...site,
      OTEL_RESOURCE_ATTRIBUTES:
        ' service.name = stock , service.namespace=shop,service.instance.id=i-1,service.version=2%2E0'
    },
    { name: 'stock', namespace: 'shop', instance: 'i-1', version: '2.0' }
  ],
  ['variables that are empty', { WEBSITE_SITE_NAME: '', OTEL_RESOURCE_ATTRIBUTES: '' }, {}],
  [
    'attributes that are none',
    { OTEL_RESOURCE_ATTRIBUTES: 'a,=,service.name=,service.version=%' },
    { version: '%' }
  ]
]
for (const [what, environment, service] of rows) {
  test(`the service in ${what} is ${JSON.stringify(service)}`, () => {
    assert.deepEqual(findService(environment, program), { ...ofProgram, ...service })
  })
}

test('no attributes make it throw', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      findService({ OTEL_RESOURCE_ATTRIBUTES: text }, program)
    })
  )
})
