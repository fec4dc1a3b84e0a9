import type { Answer } from './answer.js'

/** One call of a program under test, and what the server does with it; plain JSON. */
export type Case = HttpCase | FetchCase | UndiciCase

interface AnyCase {
  /** Its place in the list; a segment of the path. Set when the list is played. */
  readonly id: number
  readonly secure: boolean
  readonly host: '127.0.0.1' | 'localhost' | '[::1]' | 'refused' | 'unix'
  readonly auth: string
  /** What follows `/case/<id>`. */
  readonly path: string
  readonly method: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Body
  readonly abort: Abort
  /** Milliseconds after which the program gives up, whatever has happened. */
  readonly patience: number
  readonly answer: Answer
}

export interface Body {
  /** Length of each piece; none for no body. */
  readonly pieces: readonly number[]
  /** Milliseconds between pieces, and before the end. */
  readonly pause: number
  readonly as: 'string' | 'buffer' | 'stream'
  readonly framing: 'default' | 'length' | 'chunked'
}

export interface Abort {
  readonly when:
    | 'never'
    | 'creation'
    | 'end'
    | 'tick'
    | 'socket'
    | 'connect'
    | 'finish'
    | 'response'
    | 'data'
    | 'last'
    | 'later'
  /** Milliseconds, for `later`. */
  readonly after: number
  readonly how:
    | 'request'
    | 'request with reason'
    | 'response'
    | 'response with reason'
    | 'socket'
    | 'signal'
    | 'signal with reason'
    | 'timeout signal'
    | 'timeout'
    | 'abort'
}

export interface HttpCase extends AnyCase {
  readonly client: 'http.request' | 'http.get' | 'ClientRequest'
  readonly form: 'string' | 'URL' | 'parsed' | 'options' | 'string and options' | 'URL and options'
  readonly agent: 'default' | 'keepAlive' | 'one' | 'none' | 'own connection' | 'late connection'
  readonly headersAs: 'none' | 'object' | 'flat' | 'pairs' | 'set' | 'append' | 'Headers'
  readonly read:
    | 'nobody'
    | 'never'
    | 'resume'
    | 'data'
    | 'pipe'
    | 'iterate'
    | 'iterate in part'
    | 'readable'
    | 'late'
    | 'dump'
  /** How the program watches: by listeners, or by its own `emit`. */
  readonly watch: 'on' | 'emit'
}

export interface FetchCase extends AnyCase {
  readonly client: 'fetch' | 'undici.fetch'
  readonly form: 'string' | 'URL' | 'Request'
  readonly headersAs: 'none' | 'object' | 'pairs' | 'Headers'
  readonly redirect: 'follow' | 'manual' | 'error'
  readonly read:
    | 'never'
    | 'text'
    | 'iterate'
    | 'iterate in part'
    | 'reader'
    | 'cancel'
    | 'clone'
    | 'late'
}

export interface UndiciCase extends AnyCase {
  readonly client: 'undici.request' | 'undici.stream' | 'undici.pipeline' | 'undici.dispatch'
  readonly form: 'string' | 'URL'
  readonly dispatcher: 'global' | 'own' | 'one' | 'redirect' | 'retry'
  readonly headersAs: 'none' | 'object' | 'flat' | 'pairs' | 'Headers'
  /** Milliseconds for head and body each; 0 for the default. */
  readonly timeout: number
  readonly read:
    | 'never'
    | 'text'
    | 'dump'
    | 'resume'
    | 'iterate'
    | 'iterate in part'
    | 'pipe'
    | 'late'
    | 'destroy'
}
