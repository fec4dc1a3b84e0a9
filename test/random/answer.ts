/** What a server does with a request; plain JSON. */
export interface Answer {
  /** Interim answers before the final one. */
  readonly interim: 'none' | 'hints' | 'processing' | 'both'
  /** To `Expect: 100-continue`. */
  readonly onExpect: 'continue' | 'answer'
  /** Whether the request's body is read before the answer, after it, or never. */
  readonly upload: 'before' | 'after' | 'never'
  /** Milliseconds before the head. */
  readonly headDelay: number
  readonly status: number
  readonly reason: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** Length of each piece of the body. */
  readonly pieces: readonly number[]
  /** Milliseconds between pieces, and before the end. */
  readonly pause: number
  readonly framing: 'length' | 'chunked' | 'close' | 'gzip'
  readonly trailers: boolean
  readonly connection: 'keep-alive' | 'close'
  readonly fault: Fault
  /** Hops of redirects before the answer; by status. */
  readonly redirects: readonly number[]
  /** Attempts that are answered 503 before the answer. */
  readonly refusals: number
}

export type Fault =
  | 'none'
  /** Before the head. */
  | 'close'
  | 'reset'
  | 'hang'
  | OddBytes
  /** After the first piece of the body. */
  | 'cut body'
  | 'reset body'
  | 'hang body'

/** Bytes that are no proper answer; see odd-answers.ts. */
export type OddBytes =
  | 'no HTTP'
  | 'half a head'
  | 'huge head'
  | 'two lengths'
  | 'bad chunk'
  | 'upgrade'
  | 'upgrade and data'
  | 'HTTP/1.0'
  | 'more than the body'
  | 'two answers'
  | 'continue first'
