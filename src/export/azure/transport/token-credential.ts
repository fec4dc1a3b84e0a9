/** A token as `@azure/identity` hands it out. */
export interface AccessToken {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly expiresOnTimestamp: number
  /** Milliseconds since 1970: when to ask for the next one, if that is earlier than usual. */
  readonly refreshAfterTimestamp?: number | undefined
}

export interface GetTokenOptions {
  /** Aborted when the token is no longer waited for. */
  readonly abortSignal: AbortSignal
}

export type GetToken = (scope: string, options: GetTokenOptions) => Promise<AccessToken | null>

/** Any credential of `@azure/identity`, or whatever has its `getToken`. */
export interface TokenCredential {
  getToken: GetToken
}
