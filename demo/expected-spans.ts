import type { ArrivedSpan } from './trace-tree.js'

/** What the demo promises to show. */
export interface ExpectedSpan {
  readonly role: string
  readonly name: string
  readonly result: string
  readonly isSuccess: boolean
  /** Name of the span that caused it. */
  readonly parent?: string
  /** Shortest duration, in milliseconds. */
  readonly atLeast?: number
  /** The whole URL ends so. */
  readonly urlEnd?: string
  /** For the reader, who cannot see it in the telemetry. */
  readonly calledWith: string
}

const shop = { role: 'shop', result: '200', isSuccess: true } as const
const checkout = { ...shop, role: 'checkout', calledWith: 'fetch', parent: 'checkout' } as const
const ownSpan = { ...checkout, result: '', calledWith: 'tracer.span' } as const

/** Every span of a run; more may arrive. */
export const expectedSpans: readonly ExpectedSpan[] = [
  { ...shop, name: 'GET /stock/42', calledWith: 'http' },
  { ...shop, name: 'GET /prices/42', calledWith: 'fetch', role: 'stock' },
  { ...shop, name: 'GET /prices/42', calledWith: 'https' },
  { ...shop, name: 'GET /reports/daily', calledWith: 'undici', atLeast: 390 },
  {
    ...shop,
    name: 'GET /invoices/7.pdf',
    calledWith: 'fetch',
    urlEnd: '?sv=2026-01-01&sig=REDACTED'
  },
  { ...shop, name: 'GET /prices/13', calledWith: 'axios', result: '500', isSuccess: false },
  {
    ...shop,
    name: 'GET /points/alice',
    calledWith: 'fetch',
    result: 'ECONNREFUSED',
    isSuccess: false
  },
  { role: 'checkout', name: 'checkout', result: '', isSuccess: true, calledWith: 'tracer.span' },
  { ...checkout, name: 'POST /quotes' },
  { ...ownSpan, name: 'reserve goods' },
  { ...checkout, name: 'PUT /stock/7', parent: 'reserve goods' },
  { ...checkout, name: 'PUT /stock/9', parent: 'reserve goods' },
  { ...checkout, name: 'POST /payments' }
]

/** Those that have not arrived as they should. */
export function findMissing(spans: readonly ArrivedSpan[]): readonly ExpectedSpan[] {
  return expectedSpans.filter(expected => !spans.some(span => isAsExpected(span, expected, spans)))
}

/** What the row of a span says about how it came about; '' for one that nobody expected. */
export function callerOf(span: ArrivedSpan): string {
  const { role, name } = span
  return expectedSpans.find(item => item.role === role && item.name === name)?.calledWith ?? ''
}

function isAsExpected(
  span: ArrivedSpan,
  expected: ExpectedSpan,
  all: readonly ArrivedSpan[]
): boolean {
  const { role, name, result, isSuccess, atLeast = 0, urlEnd = '', parent } = expected
  return (
    span.role === role &&
    span.name === name &&
    span.result === result &&
    span.isSuccess === isSuccess &&
    span.duration >= atLeast &&
    span.url.endsWith(urlEnd) &&
    (parent === undefined || parentOf(span, all)?.name === parent)
  )
}

function parentOf({ traceId, parentId }: ArrivedSpan, all: readonly ArrivedSpan[]) {
  return all.find(span => span.traceId === traceId && span.id === parentId)
}
