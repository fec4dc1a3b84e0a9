/** The quartiles; one that falls between two values is on the line between them. */
export function summarize(values) {
  const sorted = [...values].sort((a, b) => a - b)
  return { low: valueAt(sorted, 0.25), median: valueAt(sorted, 0.5), high: valueAt(sorted, 0.75) }
}

function valueAt(sorted, share) {
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  return below + (sorted[Math.ceil(position)] - below) * (position % 1)
}

/** Columns as wide as their widest cell, the first to the left and numbers to the right. */
export function formatTable(head, rows) {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map(row => row[column].length)))
  return all
    .map(row => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))))
    .map(row => row.join('  '))
    .join('\n')
}
