const client = 3

/** OpenTelemetry's protocol in its JSON form. */
export const otlp = {
  matches: ({ url }) => url === '/v1/traces',
  spans: body =>
    JSON.parse(body.toString())
      .resourceSpans.flatMap(({ scopeSpans }) => scopeSpans)
      .flatMap(({ spans }) => spans)
      .filter(({ kind }) => kind === client)
      .map(urlOf),
  answer: () => '{}'
}

function urlOf({ attributes }) {
  return attributes.find(({ key }) => key === 'url.full' || key === 'http.url')?.value.stringValue
}
