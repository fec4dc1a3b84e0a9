import type { ArrivedSpan } from './trace-tree.js'

/** What the demo promises to show. */
export interface ExpectedSpan {
  readonly role: string
  readonly name: string
  readonly result: string
  readonly isSuccess: boolean
  /** Name of the span that caused it. */
  readonly parent?: string
  /** The whole URL ends so. */
  readonly urlEnd?: string
  /** The library, for the reader, who cannot see it in the telemetry. */
  readonly through: string
}

const ok = { result: '200', isSuccess: true } as const
const failed = { result: '500', isSuccess: false } as const
const shop = { ...ok, role: 'shop', parent: 'GET /orders/:id' } as const
const stock = { ...ok, role: 'stock', through: 'Fastify' } as const
const prices = { ...ok, role: 'prices', through: 'Koa' } as const
const checkout = { ...ok, role: 'checkout', through: 'fetch', parent: 'checkout' } as const
const ownSpan = { ...checkout, result: '', through: 'Tracer' } as const

/** Every span of a run; more may arrive. */
export const expectedSpans: readonly ExpectedSpan[] = [
  { ...ok, role: 'shop', name: 'GET /orders/:id', through: 'Express' },
  { ...shop, name: 'GET /stock/42', through: 'http' },
  { ...stock, name: 'GET /stock/:id', parent: 'GET /stock/42' },
  { ...stock, name: 'GET /prices/42', parent: 'GET /stock/:id', through: 'fetch' },
  { ...prices, name: 'GET /prices/:id', parent: 'GET /prices/42' },
  { ...shop, name: 'GET /prices/42', through: 'undici' },
  { ...prices, name: 'GET /prices/:id', parent: 'GET /prices/42' },
  {
    ...shop,
    name: 'GET /invoices/7.pdf',
    through: 'fetch',
    urlEnd: '?sv=2026-01-01&sig=REDACTED'
  },
  { ...prices, name: 'GET /invoices/:file', parent: 'GET /invoices/7.pdf' },
  { ...shop, ...failed, name: 'GET /prices/13', through: 'axios' },
  { ...prices, ...failed, name: 'GET /prices/:id', parent: 'GET /prices/13' },
  { ...shop, ...failed, name: 'GET /points/alice', through: 'fetch', result: 'ECONNREFUSED' },
  { ...ok, role: 'checkout', name: 'checkout', result: '', through: 'Tracer' },
  { ...ownSpan, name: 'reserve goods' },
  { ...checkout, name: 'PUT /stock/7', parent: 'reserve goods' },
  { ...stock, name: 'PUT /stock/:id', parent: 'PUT /stock/7' },
  { ...checkout, name: 'PUT /stock/9', parent: 'reserve goods' },
  { ...stock, name: 'PUT /stock/:id', parent: 'PUT /stock/9' },
  { ...checkout, name: 'POST /payments' },
  { ...prices, name: 'POST /payments', parent: 'POST /payments' }
]

/** Those that have not arrived as they should. */
export function findMissing(spans: readonly ArrivedSpan[]): readonly ExpectedSpan[] {
  return expectedSpans.filter(expected => !spans.some(span => isAsExpected(span, expected, spans)))
}

/** What a span went through; '' for one that nobody expected. */
export function libraryOf(span: ArrivedSpan): string {
  const { role, name } = span
  return expectedSpans.find(item => item.role === role && item.name === name)?.through ?? ''
}

function isAsExpected(
  span: ArrivedSpan,
  expected: ExpectedSpan,
  all: readonly ArrivedSpan[]
): boolean {
  const { role, name, result, isSuccess, urlEnd = '', parent } = expected
  return (
    span.role === role &&
    span.name === name &&
    span.result === result &&
    span.isSuccess === isSuccess &&
    span.url.endsWith(urlEnd) &&
    (parent === undefined || parentOf(span, all)?.name === parent)
  )
}

function parentOf({ traceId, parentId }: ArrivedSpan, all: readonly ArrivedSpan[]) {
  return all.find(span => span.traceId === traceId && span.id === parentId)
}
