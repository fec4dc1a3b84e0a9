/** What a call to one of Azure's services is shown as, in place of a plain HTTP call. */
export interface AzureCall {
  readonly type: string
  readonly name?: string
}

interface Service {
  readonly host: RegExp
  readonly type: string
  readonly name?: (verb: string, account: string, entity: string) => string
}

const clouds = '(?:windows\\.net|chinacloudapi\\.cn|cloudapi\\.de|usgovcloudapi\\.net)'
const cosmosClouds = '(?:azure\\.com|chinacloudapi\\.cn|cloudapi\\.de|usgovcloudapi\\.net)'
const withEntity = (verb: string, account: string, entity: string) => `${verb} ${account}/${entity}`

// azure-ingestion.md §6, Types derived from the host.
const services: readonly Service[] = [
  {
    host: new RegExp(`\\.blob\\.core\\.${clouds}$`),
    type: 'Azure blob',
    name: (verb, account) => `${verb} ${account}`
  },
  { host: new RegExp(`\\.table\\.core\\.${clouds}$`), type: 'Azure table', name: withEntity },
  { host: new RegExp(`\\.queue\\.core\\.${clouds}$`), type: 'Azure queue', name: withEntity },
  { host: new RegExp(`\\.documents\\.${cosmosClouds}$`), type: 'Azure DocumentDB' },
  { host: new RegExp(`\\.servicebus\\.${clouds}$`), type: 'Azure Service Bus' },
  { host: /\.azure-devices\.net$/, type: 'Azure IoT Hub' },
  { host: /\.search\.windows\.net$/, type: 'Azure Search' }
]

/**
 * @param target `host[:port]` in lower case
 * @param path without query
 */
export function describeAzureCall(
  method: string,
  target: string,
  path: string
): AzureCall | undefined {
  const host = target.replace(/:\d+$/, '')
  const service = services.find(candidate => candidate.host.test(host))
  if (service === undefined) return describeWebService(method, path)
  const [account = ''] = host.split('.', 1)
  // A table is followed by its keys, in parentheses.
  const [entity = ''] = path.slice(1).split(/[/(]/, 1)
  const { type, name } = service
  return name === undefined ? { type } : { type, name: name(method, account, entity) }
}

function describeWebService(method: string, path: string): AzureCall | undefined {
  const [called, extension] = /^.*?\.(svc|asmx)(?=\/|$)/i.exec(path) ?? []
  if (called === undefined) return undefined
  const type = extension?.toLowerCase() === 'svc' ? 'WCF Service' : 'Web Service'
  return { type, name: `${method} ${called}` }
}
