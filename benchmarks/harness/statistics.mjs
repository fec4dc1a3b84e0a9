/** The quartiles, each a value that was measured: of few values the outer ones. */
export function summarize(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const last = sorted.length - 1
  return {
    low: sorted[Math.floor(last * 0.25)],
    median: sorted[Math.floor(last * 0.5)],
    high: sorted[Math.ceil(last * 0.75)]
  }
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
