import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { Exchange } from './exchange.js'

interface Call {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly exchange: Exchange
  /** What follows the route in the path; tests use it to tell calls apart. */
  readonly rest: string
  readonly query: URLSearchParams
}

/** Answers by the first segment of the path; where there is no such route, `METHOD /path`. */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange
): Promise<void> {
  const { pathname, searchParams: query } = new URL(exchange.url, 'http://any')
  const [, route = '', ...rest] = pathname.split('/')
  const call = { request, response, exchange, rest: rest.join('/'), query }
  if (Object.hasOwn(routesWithoutBody, route)) return routesWithoutBody[route]?.(call)
  exchange.body = await text(request).catch(() => '(aborted)')
  if (Object.hasOwn(routes, route)) return routes[route]?.(call)
  response.end(`${exchange.method} ${pathname}`)
}

type Route = (call: Call) => void | Promise<void>

/** Those that answer, or do not, before the request has come whole. */
const routesWithoutBody: Readonly<Record<string, Route>> = {
  'early-answer': ({ response }) => {
    response.end('early')
  },
  'reset-early': ({ request }) => {
    request.socket.resetAndDestroy()
  }
}

const routes: Readonly<Record<string, Route>> = {
  status: ({ response, rest }) => {
    response.statusCode = Number.parseInt(rest, 10)
    response.end(`status ${response.statusCode}`)
  },
  echo: ({ response, exchange }) => {
    response.end(exchange.body)
  },
  empty: ({ response }) => {
    response.statusCode = 204
    response.end()
  },
  late: async ({ response }) => {
    await wait(40)
    response.end('late')
  },
  slow: async ({ response }) => {
    response.writeHead(200, { 'content-length': 12 })
    for (const part of ['one ', 'two ']) {
      response.write(part)
      await wait(25)
    }
    response.end('end.')
  },
  large: ({ response }) => {
    response.end('x'.repeat(4 * 1024 * 1024))
  },
  cut: async ({ request, response, exchange }) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('only this')
    await wait(25)
    exchange.answeredAt = performance.now()
    request.socket.destroy()
  },
  reset: ({ request, exchange }) => {
    exchange.answeredAt = performance.now()
    request.socket.resetAndDestroy()
  },
  hang: () => undefined,
  'hang-body': ({ response }) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('the first part')
  },
  redirect: ({ response, rest, query }) => {
    response.writeHead(302, { location: query.get('to') ?? `/${rest}` })
    response.end()
  },
  'early-hints': ({ response }) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
    response.end('after the hints')
  },
  processing: ({ response }) => {
    response.writeProcessing()
    response.end('processed')
  },
  trailers: ({ response }) => {
    response.writeHead(200, { trailer: 'x-check' })
    response.write('body')
    response.addTrailers({ 'x-check': 'sum' })
    response.end()
  }
}
