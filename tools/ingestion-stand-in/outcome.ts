import { STATUS_CODES } from 'node:http'
import type { Answer, ItemRefusal } from './answers.js'
import type { CheckedItem, Envelope } from './envelope.js'

const appId = '00000000-0000-0000-0000-00000000a991'

// Given before the body is read, so that no item is told about one by one.
const statusesWithoutItems: readonly (number | undefined)[] = [404, 405, 413]

// With these endings nothing is sent that could say that an item was accepted.
const silentEndings: readonly Answer['ending'][] = ['close', 'reset', 'hang']

/** What is answered to a request, and which of its items are stored. */
export interface Outcome {
  readonly status: number
  readonly body: string
  readonly accepted: readonly Envelope[]
}

interface ItemError extends ItemRefusal {
  readonly index: number
}

/** Judges the items of one request, by the answer's script first, then by their own problems. */
export function decideOutcome(received: readonly CheckedItem[], answer: Answer): Outcome {
  const items = statusesWithoutItems.includes(answer.status) ? [] : received
  const errors = items.flatMap((item, index) => errorOf(item, index, answer))
  return {
    status: answer.status ?? statusOf(items.length, errors),
    body: answer.body ?? bodyOf(items.length, errors),
    accepted: acceptedOf(items, errors, answer)
  }
}

function errorOf(item: CheckedItem, index: number, answer: Answer): ItemError[] {
  const refusal = answer.items?.(index) ?? ownRefusal(item) ?? commonRefusal(answer)
  return refusal ? [{ index, ...refusal }] : []
}

function ownRefusal({ problems: [message] }: CheckedItem): ItemRefusal | undefined {
  return message === undefined ? undefined : { statusCode: 400, message }
}

// Unless the items have a script of their own, a status that refuses the request refuses each.
function commonRefusal({ status = 200, items }: Answer): ItemRefusal | undefined {
  if (status < 300 || items) return undefined
  return { statusCode: status, message: STATUS_CODES[status] ?? 'Refused' }
}

// Where no item is accepted, the status of the first is that of the whole answer.
function statusOf(count: number, errors: readonly ItemError[]): number {
  const [first] = errors
  if (!first) return 200
  return errors.length < count ? 206 : first.statusCode
}

function bodyOf(itemsReceived: number, errors: readonly ItemError[]): string {
  const itemsAccepted = itemsReceived - errors.length
  return JSON.stringify({
    itemsReceived,
    itemsAccepted,
    appId: itemsAccepted > 0 ? appId : null,
    errors
  })
}

function acceptedOf(
  items: readonly CheckedItem[],
  errors: readonly ItemError[],
  answer: Answer
): Envelope[] {
  const refused = new Set(errors.map(error => error.index))
  const isAcknowledged = (index: number) =>
    !silentEndings.includes(answer.ending) && !refused.has(index)
  return items
    .filter(({ problems }, index) => !problems.length && (answer.accept ?? isAcknowledged(index)))
    .map(({ envelope }) => envelope)
}
