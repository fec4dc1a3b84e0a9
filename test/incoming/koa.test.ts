import { testFramework } from './framework.js'

/** By request of fixtures/frameworks/koa.cjs, in its order. */
const told = (broken: string) => [
  'GET / 200',
  'GET /users/:id 200',
  'HEAD /users/:id 200',
  'OPTIONS /* 200',
  'GET /users/:id/orders/:order 200',
  'GET /users/:id/throws 500 TypeError: thrown',
  'GET /users/:id/rejects 500 Error: rejected',
  'GET /users/:id/not-found 404',
  'GET /users/:id/text 500 Error: a text',
  'GET /* 404',
  'GET /users/:id 403',
  'GET /^\\/re(\\d+)$/ 200',
  'GET /stream 200',
  'GET /endless 200',
  `GET /broken ${broken} Error: broken`,
  'GET /outside 500 Error: for Koa',
  'GET /late 200',
  'POST /* 405',
  'GET /* 404'
]

const fixture = 'frameworks/koa.cjs'
// Koa 3 has sent nothing when it destroys the response.
testFramework({ installedAs: 'koa', name: 'koa' }, fixture, told('0'))
testFramework({ installedAs: 'koa2', name: 'koa' }, fixture, told('500'))
