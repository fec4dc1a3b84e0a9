import { testFramework } from './framework.js'

/** By request of fixtures/frameworks/express.cjs, in its order. */
const told = (listOfPatterns: readonly [string, string]) => [
  'GET / 200',
  'GET /users/:id 200',
  'GET /users/:id 200',
  'HEAD /users/:id 200',
  'OPTIONS /users/* 200',
  'POST /users 201',
  'POST /* 400',
  'GET /users/:id/orders/:order 200',
  'GET /users/:id/orders 200',
  'GET /users/:id/throws 500 TypeError: thrown',
  'GET /users/:id/passes 500 RangeError: passed on',
  'GET /users/:id/rejects 500 Error: rejected',
  'GET /users/:id/not-found 404',
  'GET /users/:id/text 500 Error: a text',
  'GET /users/:id/replaced 500 Error: first Error: second',
  'GET /users/:id/skips 200',
  'GET /users/:id 500 Error: no such user',
  'GET /* 404',
  'GET /tenants/:tenant/deep/:id 200',
  'GET /* 404',
  `GET ${listOfPatterns[0]} 200`,
  `GET ${listOfPatterns[1]} 200`,
  'GET /^\\/re(\\d+)$/ 200',
  'GET /health/* 200',
  'GET /stream 200',
  'GET /endless 200',
  'GET /last 500 Error: at the end',
  'GET /redirect 302',
  'GET /* 404',
  'GET /* 404'
]

const fixture = 'frameworks/express.cjs'
testFramework({ installedAs: 'express', name: 'express' }, fixture, told(['/one', '/two/:id']))
const both = '/one|/two/:id'
testFramework({ installedAs: 'express4', name: 'express' }, fixture, told([both, both]))
