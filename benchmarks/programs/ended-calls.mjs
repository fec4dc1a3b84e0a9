// The spans of ended calls, as the integration for node:http makes them.

import { HostnameBlacklist } from '../../build/src/integrations/hostnames.js'
import { OpenSpans } from '../../build/src/integrations/open-spans.js'
import { ExpectedStatus } from '../../build/src/integrations/outgoing/expected-status.js'
import { HttpClientSpan } from '../../build/src/integrations/outgoing/http-client-span.js'
import { Peer } from '../../build/src/integrations/outgoing/peer.js'
import { Redaction } from '../../build/src/trace/redaction.js'
import { AlwaysOnSampler } from '../../build/src/trace/sampler.js'

const hosts = {
  blacklist: new HostnameBlacklist([], 'blacklistHostnames'),
  propagationBlacklist: new HostnameBlacklist([], 'propagationBlacklist'),
  expectedStatus: new ExpectedStatus({})
}
const rules = { hosts, redaction: new Redaction() }
const context = {
  tracer: { sampler: new AlwaysOnSampler(), processor: { onEnd: () => undefined } },
  rules: () => rules,
  openSpans: new OpenSpans(),
  hooks: {}
}

export function endedCalls(count, port) {
  const peer = new Peer(hosts, 'https:', 'stock.example.com', port, undefined)
  return Array.from({ length: count }, (_, i) => {
    const span = new HttpClientSpan(context, undefined, peer, 'GET', `/v1/stock/${i}?unit=kg`)
    span.noteSocket(true)
    span.noteSent()
    span.respond(200)
    span.complete()
    return span
  })
}
