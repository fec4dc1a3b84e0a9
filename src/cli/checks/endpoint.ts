import { lookup } from 'node:dns/promises'
import { isIP } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { describeError } from '../../diagnostics/errors.js'
import type { IngestionTarget } from '../../export/azure/connection-string.js'
import { compressNow } from '../../export/azure/delivery/request-body.js'
import { findStranger } from '../../export/azure/delivery/track-response.js'
import type { Answer } from '../../export/azure/transport/answer-reader.js'
import { findProxies } from '../../export/azure/transport/proxies.js'
import { Transport } from '../../export/azure/transport/transport.js'
import { errorType } from '../../integrations/error-type.js'
import { type Finding, ok, type ProblemCode, problem, skipped } from '../finding.js'
import type { Subject } from '../subject.js'
import { findTarget } from './target.js'
import { createTestItem, testMessage } from './test-item.js'

const patience = 10_000

/** Whether the endpoint can be reached from here, and takes an item: by the agent's own transport. */
export async function checkEndpoint(subject: Subject): Promise<readonly Finding[]> {
  const target = findTarget(subject)
  if (target === undefined) return [skipped('there is no endpoint to ask')]
  if (subject.isOffline) return [skipped(`${target.endpoint} was not asked: --offline`)]
  const way = await checkWay(new URL(target.endpoint), subject)
  if (way.status === 'problem') return [way]
  const outcome = await postTestItem(target)
  if (outcome.kind === 'failure') return [way, judgeFailure(outcome.error, target.endpoint)]
  return [way, ...judgeAnswer(outcome)]
}

/** By a proxy, or by the name of the endpoint. */
async function checkWay({ hostname, host }: URL, { environment }: Subject): Promise<Finding> {
  try {
    const proxies = findProxies(environment)
    // The password of a proxy must not be shown.
    if (proxies) return ok(`a proxy is set: ${new URL(proxies.httpsProxy).host}`)
  } catch (error) {
    return problem('endpoint-unreachable', (error as Error).message)
  }
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) return ok(`${host} is an address`)
  try {
    const { address } = await Promise.race([lookup(hostname), giveUp()])
    return ok(`${hostname} is ${address}`)
  } catch (error) {
    return problem('endpoint-unknown', `${hostname} cannot be resolved: ${errorType(error)}`)
  }
}

async function giveUp(): Promise<never> {
  await setTimeout(patience, undefined, { ref: false })
  throw Object.assign(new Error('no answer'), { code: 'ETIMEOUT' })
}

async function postTestItem({ endpoint, instrumentationKey }: IngestionTarget) {
  const transport = new Transport(endpoint, { timeout: patience })
  // The agent's connections keep no process alive.
  const alive = setInterval(() => undefined, patience)
  try {
    return await transport.post(compressNow(createTestItem(instrumentationKey)))
  } finally {
    clearInterval(alive)
  }
}

// TLS speaks of certificates in these words.
const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ALTNAME|SIGNATURE/

function judgeFailure(error: unknown, endpoint: string): Finding {
  const type = errorType(error)
  const code = untrusted.test(type) ? 'endpoint-untrusted' : 'endpoint-unreachable'
  return problem(code, `${endpoint} does not answer: ${type}, ${firstLine(error)}`)
}

function firstLine(error: unknown): string {
  return describeError(error).split('\n', 1)[0] ?? ''
}

function judgeAnswer({ status, body, date }: Answer): readonly Finding[] {
  const said = `the endpoint answered ${status}`
  const clock = checkClock(date)
  const code = problemOf(status, body)
  if (code === undefined) return [ok(`${said}: it took the message '${testMessage}'`), ...clock]
  // Its own finding says by how much.
  if (code === 'clock-skewed' && clock.some(({ status }) => status === 'problem')) return clock
  return [problem(code, `${said}: ${messageOf(body)}`), ...clock]
}

/** What azure-ingestion.md §12 makes of an answer. */
function problemOf(status: number, body: string): ProblemCode | undefined {
  if (findStranger(status, body) !== undefined) return 'endpoint-wrong'
  if (status === 200) return undefined
  if (status === 400) return problemOfRefusal(messageOf(body))
  return problemsByStatus.get(status) ?? (status >= 500 ? 'endpoint-failing' : 'endpoint-wrong')
}

/** 400 stands for a key that is unknown, a token that is missing, or 103: outside of the time window. */
function problemOfRefusal(message: string): ProblemCode {
  if (/token|authori[sz]|authentication/i.test(message)) return 'authentication-required'
  return /\b103\b/.test(message) ? 'clock-skewed' : 'key-refused'
}

const problemsByStatus: ReadonlyMap<number, ProblemCode> = new Map([
  [401, 'authentication-required'],
  [403, 'authentication-required'],
  [402, 'quota-used-up'],
  [439, 'quota-used-up'],
  [405, 'endpoint-failing'],
  [408, 'endpoint-failing'],
  [429, 'throttled']
])

/** The service's own words, of the first item where it has them there. */
function messageOf(body: string): string {
  try {
    return String(JSON.parse(body).errors[0].message)
  } catch {
    return body.replace(/\s+/g, ' ').slice(0, 200) || 'and said nothing'
  }
}

// The Date header has whole seconds, and the way takes its time.
const tolerance = 5 * 60_000

function checkClock(date: string | undefined): readonly Finding[] {
  const ahead = Date.now() - Date.parse(date ?? '')
  if (Number.isNaN(ahead)) return []
  const seconds = Math.round(Math.abs(ahead) / 1000)
  if (Math.abs(ahead) <= tolerance) return [ok(`the clocks differ by ${seconds} s`)]
  const direction = ahead > 0 ? 'ahead of' : 'behind'
  return [problem('clock-skewed', `the clock is ${seconds} s ${direction} that of the endpoint`)]
}
