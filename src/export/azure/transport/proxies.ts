/** The proxies that the environment names, as undici's EnvHttpProxyAgent takes them. */
export interface Proxies {
  readonly httpProxy: string
  readonly httpsProxy: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * `https_proxy`, `HTTPS_PROXY`, `http_proxy` and `HTTP_PROXY`, as undici and Node read them: lower
 * case first, and `HTTP_PROXY` for https too when there is no other. `NO_PROXY` is left to undici.
 *
 * @returns undefined without a proxy
 * @throws when a proxy is named that is none; the message is without its password
 */
export function findProxies(environment: Environment): Proxies | undefined {
  const httpProxy = readProxy(environment, 'http_proxy')
  const httpsProxy = readProxy(environment, 'https_proxy') || httpProxy
  return httpProxy || httpsProxy ? { httpProxy, httpsProxy } : undefined
}

/** An empty text is no proxy, and hides the variable in the other case. */
function readProxy(environment: Environment, name: string): string {
  const value = (environment[name] ?? environment[name.toUpperCase()] ?? '').trim()
  // As curl and others take it, the scheme may be left out.
  const url = value === '' || value.includes('://') ? value : `http://${value}`
  if (url === '' || (/^https?:/i.test(url) && URL.canParse(url))) return url
  throw new Error(`${name.toUpperCase()} is no http or https URL of a proxy`)
}
