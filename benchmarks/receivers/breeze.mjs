/** Application Insights: an envelope per line, or an array of them. */
export const breeze = {
  matches: ({ url }) => /^\/v2(\.1)?\/track/.test(url),
  spans: body => parse(body.toString()).flatMap(({ data }) => urlOf(data)),
  answer: body => {
    const count = parse(body.toString()).length
    return JSON.stringify({ itemsReceived: count, itemsAccepted: count, errors: [] })
  }
}

function parse(text) {
  if (text.startsWith('[')) return JSON.parse(text)
  return text.split('\n').filter(Boolean).map(JSON.parse)
}

/** Of a call, or of what was served. */
function urlOf({ baseType, baseData }) {
  if (baseType === 'RequestData') return [baseData.url]
  return baseType === 'RemoteDependencyData' ? [baseData.data] : []
}
