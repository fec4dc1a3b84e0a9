import { formatTable } from './statistics.mjs'

/** A table on stdout for each scenario. */
export function printResults(unit, results) {
  for (const [scenario, rows] of groupByScenario(results)) {
    console.log(`\n${scenario}: ${unit}`)
    console.log(formatTable(['', 'value', 'added', 'ratio', 'delivered'], rows.map(formatRow)))
  }
}

function groupByScenario(results) {
  const groups = new Map()
  for (const result of results) {
    groups.set(result.scenario, [...(groups.get(result.scenario) ?? []), result])
  }
  return groups
}

function formatRow({ contestant, value, added, ratio, deliveredShare }) {
  const delivered = formatShare(deliveredShare)
  return [contestant, format(value, 1), format(added, 1), formatRatio(ratio), delivered]
}

export function formatShare(share) {
  return share === undefined ? '–' : `${(share * 100).toFixed(1)} %`
}

export function formatRatio(ratio) {
  return format(ratio, 2)
}

// Sizes are what they are, once.
function format(summary, digits) {
  if (summary === undefined) return '–'
  const { low, median, high } = summary
  if (low === high) return median.toFixed(digits)
  return `${median.toFixed(digits)} [${low.toFixed(digits)}–${high.toFixed(digits)}]`
}
