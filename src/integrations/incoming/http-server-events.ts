import type { ServerResponse } from 'node:http'
import type { Http2ServerResponse } from 'node:http2'
import { Socket } from 'node:net'
import { createHiddenField } from '../../hooks/hidden-field.js'
import { readError } from '../../trace/read-error.js'
import type { HttpServerSpan } from './http-server-span.js'
import { leaveIdleSocket } from './idle-socket.js'
import { type AnyRequest, type AnyResponse, isHttp2 } from './server-messages.js'

const cutHere = {
  code: 'ECONNABORTED',
  message: 'the server closed the connection before the answer was complete'
}

/** What an event of the response means for its span, after the program has heard of it. */
export function onResponseEvent(span: HttpServerSpan, response: AnyResponse, event: unknown): void {
  if (event !== 'finish' && event !== 'close') return
  if (isHttp2(response)) onStreamEnd(span, response)
  else if (event === 'finish') onFinish(span, response)
  else onClose(span, response)
}

function onFinish(span: HttpServerSpan, { req }: ServerResponse): void {
  span.complete()
  leaveIdleSocket(req)
}

/**
 * A request whose response waits for its turn on the connection hears of the connection's end; the
 * response does not, up to Node 24.
 */
export function onRequestEvent(span: HttpServerSpan, request: AnyRequest, event: unknown): void {
  if (event === 'close' && span.isWaiting && request.socket?.destroyed) span.leave()
}

/** Only reached when the response has not gone out whole. */
function onClose(span: HttpServerSpan, response: ServerResponse): void {
  const { socket, errored } = response
  if (span.isWaiting && readError(errored, 'code') === 'ECONNRESET') return span.leave()
  if (errored) return span.fail(errored)
  const reason = socket?.errored
  if (!response.headersSent) span.respond(answerOfCore(readError(reason, 'code')))
  const told = socket ? clientErrorOf.get(socket) : undefined
  endWithSocket(span, told === undefined && socket?.readableEnded === true, reason ?? told)
}

/** Of a client that had not left: what the program then sends and closes is its own doing. */
const clientErrorOf = createHiddenField<unknown>()

/** Core leaves it to a listener for `clientError` to answer, on the bare socket. */
export function onClientError(error: unknown, socket: unknown): void {
  if (socket instanceof Socket && !socket.readableEnded) clientErrorOf.set(socket, error)
}

/** @param isHalfClosed whether the client has closed its side */
export function endWithSocket(span: HttpServerSpan, isHalfClosed: boolean, reason: unknown): void {
  if (isHalfClosed || isConnectionLost(reason)) span.leave()
  else span.fail(reason ?? cutHere)
}

/** What the program passes on from another server has such a code too, but seldom a system call. */
function isConnectionLost(error: unknown): boolean {
  const code = readError(error, 'code')
  const isLost = code === 'ECONNRESET' || code === 'EPIPE'
  return isLost && readError(error, 'syscall') !== undefined
}

/** What core writes to the socket by itself when a body is late or malformed. */
function answerOfCore(code: unknown): number {
  if (typeof code !== 'string') return 0
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 408
  if (code === 'HPE_HEADER_OVERFLOW') return 431
  if (code === 'HPE_CHUNK_EXTENSIONS_OVERFLOW') return 413
  return code.startsWith('HPE_') ? 400 : 0
}

const cancelled = 8 // NGHTTP2_CANCEL

/** HTTP/2 tells of `finish` in any case; how the stream was closed, its code says. */
function onStreamEnd(span: HttpServerSpan, { stream }: Http2ServerResponse): void {
  if (!stream.aborted && stream.rstCode === 0) return span.complete()
  if (isConnectionLost(stream.errored)) return span.leave()
  if (stream.errored) return span.fail(stream.errored)
  if (stream.rstCode === cancelled || stream.rstCode === 0) return span.leave()
  span.fail({ code: `NGHTTP2_${stream.rstCode}`, message: cutHere.message })
}
