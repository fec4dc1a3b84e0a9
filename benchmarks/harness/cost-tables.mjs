import { formatMarkdown } from './markdown.mjs'

const costs = [
  ['start-up, ms', 'node -e 0', 0],
  ['with http and https, ms', 'node -e "require(http, https)"', 0],
  ['memory, MB', 'after 100,000 calls, endpoint up', 0],
  ['endpoint down, MB', 'after 100,000 calls, endpoint down', 0],
  ['event loop p99, ms', '1,000 calls/s', 1],
  ['stall, first calls, ms', 'first ten calls', 1],
  ['stall, first export, ms', 'idle, first export', 1],
  ['stall, first full export, ms', 'idle, first export of 450 spans', 1],
  ['packages', 'packages', 0],
  ['installed, MB', 'megabytes', 1]
]

const exportCosts = [
  ['µs of CPU per span', 1],
  ['spans per second', 0],
  ['bytes per span', 0]
]

const kinds = ['http', 'https', 'fetch', 'undici']
const calls = [32, 1].flatMap(inFlight =>
  kinds.map(kind => [`${kind}, ${inFlight}`, `${kind}, ${inFlight} in flight`, 0])
)

/** Two tables in Markdown: what a process costs more, and what a call does, with its quartiles. */
export function costTables(results) {
  return [tableOf(costs, results, false), tableOf(calls, results, true)].join('\n\n')
}

function tableOf(columns, results, hasQuartiles) {
  const contestants = [...new Set(results.map(({ contestant }) => contestant))]
  const head = ['', ...columns.map(([title]) => title)]
  const rows = contestants.map(contestant => [
    contestant === 'outspan' ? '**outspan**' : contestant,
    ...columns.map(([, scenario, digits]) => {
      const result = results.find(one => one.scenario === scenario && one.contestant === contestant)
      return result === undefined ? '–' : formatCell(result, digits, hasQuartiles)
    })
  ])
  return formatMarkdown(head, rows)
}

/** What a request costs that is served: a row for who answers, a column for each number in flight. */
export function requestTable(all) {
  const results = all.filter(({ measure }) => /^cpu-per-.*request$/.test(measure))
  const handlers = new Set(results.map(({ scenario }) => scenario.split(',')[0]))
  const rows = [...handlers].map(handler => {
    const cells = [1, 32].flatMap(inFlight => {
      const scenario = `${handler}, ${inFlight} in flight`
      return ['bare program', 'outspan'].map(contestant => {
        const isCell = one => one.scenario === scenario && one.contestant === contestant
        return formatCell(results.find(isCell), 0, true)
      })
    })
    return [handler, ...cells]
  })
  return formatMarkdown(['', 'bare, 1', 'added, 1', 'bare, 32', 'added, 32'], rows)
}

/** What exporters cost by themselves; undefined when that was not measured. */
export function exportTable(results) {
  const measured = results.filter(({ measure }) => measure === 'export-per-span')
  if (measured.length === 0) return undefined
  const contestants = [...new Set(measured.map(({ contestant }) => contestant))]
  const rows = contestants.map(contestant => {
    const cells = exportCosts.map(([scenario, digits]) => {
      const isCell = one => one.scenario === scenario && one.contestant === contestant
      const { low, median, high } = measured.find(isCell).value
      return `${median.toFixed(digits)} (${low.toFixed(digits)}…${high.toFixed(digits)})`
    })
    return [contestant, ...cells]
  })
  return formatMarkdown(['exporter of', ...exportCosts.map(([title]) => title)], rows)
}

/** What is added to the bare program; itself it is told as it is. */
function formatCell({ contestant, value, added, deliveredShare }, digits, hasQuartiles) {
  const isAbsolute = added === undefined || contestant === 'bare program'
  const { low, median, high } = isAbsolute ? value : added
  const sign = isAbsolute || median < 0 ? '' : '+'
  const quartiles =
    hasQuartiles && !isAbsolute ? ` (${low.toFixed(digits)}…${high.toFixed(digits)})` : ''
  return `${sign}${median.toFixed(digits)}${quartiles}${formatLoss(deliveredShare)}`
}

function formatLoss(share) {
  return share === undefined || share >= 1 ? '' : `, ${Math.floor(share * 100)} % delivered`
}
