import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Answer } from './answer.js'
import { isOddBytes, oddBytes } from './odd-answers.js'
import type { SeenRequest } from './seen-request.js'

interface Exchange {
  readonly answer: Answer
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly seen: SeenRequest
}

/** Does with a request what its case says. */
export async function playAnswer(
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
  seen: SeenRequest
): Promise<void> {
  const exchange = { answer, request, response, seen }
  response.sendDate = false
  response.on('error', () => undefined)
  if (request.headers.expect !== undefined && answer.onExpect === 'continue') {
    response.writeContinue()
  }
  if (answer.upload === 'before') await readBody(request)
  sendInterim(exchange)
  if (answer.headDelay > 0) await wait(answer.headDelay)
  if (answer.upload === 'after') request.resume()
  if (redirect(exchange) || refuse(exchange) || breakBeforeHead(exchange)) return
  sendHead(exchange)
  await sendBody(exchange)
}

async function readBody(request: IncomingMessage): Promise<void> {
  request.resume()
  if (request.complete && request.readableEnded) return
  await new Promise(resolve => {
    request.on('end', resolve)
    request.on('close', resolve)
  })
}

function sendInterim({ answer: { interim }, response }: Exchange): void {
  if (interim === 'hints' || interim === 'both') {
    response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' })
  }
  if (interim === 'processing' || interim === 'both') response.writeProcessing()
}

/** The path tells how many hops there were. */
function redirect({ answer, request, response, seen }: Exchange): boolean {
  const { url = '' } = request
  const hops = (url.match(/\/hop/g) ?? []).length
  const status = answer.redirects[hops]
  if (status === undefined) return false
  const [path = '', query] = url.split('?')
  const location = `${path}/hop${query === undefined ? '' : `?${query}`}`
  response.writeHead(status, { location, 'content-length': 0 })
  finish(seen, response, status)
  response.end()
  return true
}

function refuse({ answer, response, seen }: Exchange): boolean {
  if (seen.attempt >= answer.refusals) return false
  response.writeHead(503, { 'content-length': 0 })
  finish(seen, response, 503)
  response.end()
  return true
}

function breakBeforeHead({ answer: { fault }, request, seen }: Exchange): boolean {
  const { socket } = request
  if (fault === 'close') socket.destroy()
  else if (fault === 'reset') socket.resetAndDestroy()
  else if (isOddBytes(fault)) oddBytes[fault](socket, seen)
  else return fault === 'hang'
  return true
}

function sendHead({ answer, response, seen }: Exchange): void {
  const { status, reason, headers, connection, framing, trailers } = answer
  for (const [name, value] of headers) response.appendHeader(name, value)
  if (connection === 'close') response.setHeader('connection', 'close')
  // A length where there can be no body is an answer that no client can get right.
  if (framing === 'length' && status !== 204 && status !== 304)
    response.setHeader('content-length', totalOf(answer))
  if (framing === 'gzip') response.setHeader('content-encoding', 'gzip')
  if (framing === 'close') response.removeHeader('transfer-encoding')
  if (trailers && framing === 'chunked') response.setHeader('trailer', 'x-check')
  seen.status = status
  response.writeHead(status, reason || undefined)
  response.flushHeaders()
}

async function sendBody(exchange: Exchange): Promise<void> {
  const { answer, request, response, seen } = exchange
  const { fault, pause, trailers, framing } = answer
  if (isWhole(exchange, 0)) finish(seen, response, answer.status)
  for (const [index, bytes] of bodyOf(answer).entries()) {
    response.write(bytes)
    if (isWhole(exchange, index + 1)) finish(seen, response, answer.status)
    if (fault === 'hang body') return
    if (index === 0 && fault !== 'none') return breakBody(request, fault)
    if (pause > 0) await wait(pause)
  }
  // With nothing to send the fault is that the end does not come.
  if (fault !== 'none') return breakBody(request, fault)
  if (trailers && framing === 'chunked') response.addTrailers({ 'x-check': 'sum' })
  finish(seen, response, answer.status)
  response.end()
}

/** Whether a client knows that no more is to come, after so many pieces. */
function isWhole({ answer, request }: Exchange, pieces: number): boolean {
  if (request.method === 'HEAD' || answer.status === 204 || answer.status === 304) return true
  const isRest = answer.pieces.slice(pieces).every(size => size === 0)
  return answer.framing === 'length' && isRest
}

async function breakBody({ socket }: IncomingMessage, fault: Answer['fault']): Promise<void> {
  // Long enough for the first piece to be read.
  await wait(30)
  if (fault === 'cut body') socket.destroy()
  if (fault === 'reset body') socket.resetAndDestroy()
}

function finish(seen: SeenRequest, response: ServerResponse, status: number): void {
  seen.status = status
  if (!response.destroyed) seen.answeredAt ??= performance.now()
}

function bodyOf({ pieces, framing }: Answer): readonly Buffer[] {
  const bytes = pieces.map((size, index) => Buffer.alloc(size, 65 + index))
  return framing === 'gzip' ? [gzipSync(Buffer.concat(bytes))] : bytes
}

function totalOf({ pieces }: Answer): number {
  return pieces.reduce((sum, size) => sum + size, 0)
}
