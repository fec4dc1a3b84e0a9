import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import type {
  AccessToken,
  GetToken
} from '../../../../src/export/azure/transport/token-credential.js'
import {
  createTokenSource,
  TokenSource
} from '../../../../src/export/azure/transport/token-source.js'
import { isTracingSuppressed } from '../../../../src/trace/execution-context.js'

const scope = 'https://monitor.azure.com/.default'
const minute = 60_000
const hour = 60 * minute
// The time limits of the agent do not keep a process alive.
const alive = setInterval(() => undefined, hour)
after(() => clearInterval(alive))

/** Hands out the tokens 1, 2, 3 and so on, each of them good for so long. */
class Credential {
  readonly scopes: string[] = []
  lifetime: number
  error: unknown = undefined

  constructor(lifetime: number) {
    this.lifetime = lifetime
  }

  async getToken(asked: string): Promise<AccessToken> {
    this.scopes.push(asked)
    if (this.error !== undefined) throw this.error
    return { token: `${this.scopes.length}`, expiresOnTimestamp: Date.now() + this.lifetime }
  }
}

/** A credential as a program without types may write it. */
function answering(answer: unknown): GetToken {
  return async () => answer as AccessToken
}

test('the credential is asked for the scope, once for many requests', async () => {
  const credential = new Credential(hour)
  const tokens = new TokenSource(credential, scope)
  assert.deepEqual(await Promise.all([tokens.get(), tokens.get()]), ['1', '1'])
  assert.equal(await tokens.get(), '1')
  assert.deepEqual(credential.scopes, [scope])
})

test('a token is renewed five minutes before its end', async () => {
  for (const [lifetime, second] of [
    [5 * minute + 10_000, '1'],
    [5 * minute - 10_000, '2'],
    [-hour, '2']
  ] as const) {
    const tokens = new TokenSource(new Credential(lifetime), scope)
    assert.deepEqual([await tokens.get(), await tokens.get()], ['1', second])
  }
})

test('a token is renewed earlier when the credential says so', async () => {
  const expiresOnTimestamp = Date.now() + hour
  let count = 0
  const getToken: GetToken = async () => {
    const refreshAfterTimestamp = Date.now() - 1
    return { token: `${++count}`, expiresOnTimestamp, refreshAfterTimestamp }
  }
  const tokens = new TokenSource(getToken, scope)
  assert.deepEqual([await tokens.get(), await tokens.get()], ['1', '2'])
})

test('a token whose end is unknown is used, and not kept', async () => {
  for (const expiresOnTimestamp of [undefined, null, Number.NaN, 'soon', {}]) {
    let count = 0
    const tokens = new TokenSource(() => {
      return answering({ token: `${++count}`, expiresOnTimestamp })('', null as never)
    }, scope)
    assert.deepEqual([await tokens.get(), await tokens.get()], ['1', '2'])
  }
})

test('what the service did not take is not used again', async () => {
  const credential = new Credential(hour)
  const tokens = new TokenSource(credential, scope)
  await tokens.get()
  tokens.discard()
  credential.error = new Error('x')
  await assert.rejects(tokens.get())
  credential.error = undefined
  assert.equal(await tokens.get(), '3')
})

test('while a token is good, a credential that fails is no failure, and is not asked each time', async () => {
  const credential = new Credential(minute)
  const tokens = new TokenSource(credential, scope)
  await tokens.get()
  credential.error = new Error('x')
  for (const _ of [1, 2, 3]) assert.equal(await tokens.get(), '1')
  assert.equal(credential.scopes.length, 2)
})

const failing: Readonly<Record<string, readonly [GetToken, RegExp]>> = {
  rejects: [
    () => Promise.reject(new TypeError('no identity\nsecond line')),
    /\(TypeError: no identity\)$/
  ],
  'rejects at length': [() => Promise.reject(new Error('x'.repeat(1000))), /\(Error: x{193}\)$/],
  'rejects with nothing': [() => Promise.reject(undefined), /no token \(undefined\)$/],
  throws: [
    () => {
      throw new Error('at once')
    },
    /\(Error: at once\)$/
  ],
  'never answers': [
    () => new Promise(() => undefined),
    /\(Error: it did not answer within 0.05 s\)$/
  ]
}
for (const [what, [getToken, message]] of Object.entries(failing)) {
  test(`a credential that ${what} gives no token, and is asked anew the next time`, async () => {
    let count = 0
    const tokens = new TokenSource(
      (...parameters) => {
        count++
        return getToken(...parameters)
      },
      scope,
      50
    )
    for (const _ of [1, 2]) await assert.rejects(tokens.get(), { message })
    assert.equal(count, 2)
  })
}

test('a credential that never answers does not leave tracing off', async () => {
  const seen: boolean[] = []
  const getToken: GetToken = async () => {
    seen.push(isTracingSuppressed())
    await wait(50)
    seen.push(isTracingSuppressed())
    return { token: 'late', expiresOnTimestamp: 0 }
  }
  await assert.rejects(new TokenSource(getToken, scope, 10).get())
  await wait(60)
  assert.deepEqual(seen, [true, false])
})

test('a credential that is no longer waited for is told so', async () => {
  const signals: AbortSignal[] = []
  const getToken: GetToken = (_, { abortSignal }) => {
    signals.push(abortSignal)
    assert.equal(abortSignal.aborted, false)
    return new Promise(() => undefined)
  }
  await assert.rejects(new TokenSource(getToken, scope, 10).get())
  assert.equal(signals[0]?.aborted, true)
})

const junk = [undefined, null, 7, 'text', [], {}, { token: 7 }, { token: '' }]
const unfit = ['secret\r\nx: y', 'secret ', 'secret\u0000', 'sécret']
for (const answer of [...junk, ...unfit.map(token => ({ token }))]) {
  test(`${JSON.stringify(answer)} is no token, and is not shown`, async () => {
    const tokens = new TokenSource(answering(answer), scope)
    await assert.rejects(tokens.get(), error => {
      assert.equal(
        String(error),
        'Error: the credential gave no token (Error: what it returned has no token)'
      )
      return true
    })
  })
}

test('an object whose properties throw is no token', async () => {
  const hostile = {
    get token(): string {
      throw new Error('x')
    }
  }
  await assert.rejects(new TokenSource(answering(hostile), scope).get(), /gave no token/)
})

const target = { instrumentationKey: 'k', endpoint: 'https://ingest.test', tokenScope: scope }

test('a credential may be an object, one with a class, or a function', async () => {
  const function_ = answering({ token: 'a', expiresOnTimestamp: 0 })
  for (const credential of [function_, { getToken: function_ }, new Credential(0)]) {
    assert.match((await createTokenSource(credential, target)?.get()) ?? '', /^[a1]$/)
  }
  assert.equal(createTokenSource(undefined, target), undefined)
})

for (const credential of [null, 7, 'secret', {}, { getToken: 'secret' }]) {
  test(`${JSON.stringify(credential)} is refused as a credential, and not shown`, () => {
    assert.throws(
      () => createTokenSource(credential as unknown as GetToken, target),
      (error: { code?: unknown; message?: unknown }) => {
        assert.equal(error.code, 'ERR_OPTION')
        assert.match(String(error.message), /^credential \(from code\): it has no getToken; /)
        assert.doesNotMatch(String(error.message), /secret/)
        return true
      }
    )
  })
}

test('a credential for an endpoint without TLS is refused', () => {
  const plain = { ...target, endpoint: 'http://127.0.0.1:8080' }
  assert.throws(() => createTokenSource(new Credential(0), plain), {
    code: 'ERR_OPTION',
    setting: 'credential',
    message: /its tokens are not sent over http;/
  })
})
