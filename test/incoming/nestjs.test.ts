import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeRun } from './framework.js'

const told = [
  'GET /shop/users/:id 200',
  'HEAD /shop/users/:id 200',
  'GET /shop/users/:id/throws 500 TypeError: thrown',
  'GET /shop/users/:id/rejects 500 Error: rejected',
  'GET /shop/users/:id/not-found 404',
  'GET /shop/users/:id/filtered 503 RangeError: filtered',
  'GET /* 404'
]

for (const platform of ['express', 'fastify']) {
  test(`NestJS on ${platform}: routes and errors are told, and the program cannot tell`, async t => {
    assert.deepEqual(await describeRun(t, 'frameworks/nestjs.cjs', [platform]), told)
  })
}
