/** The middle value; of an even number of values the lower of both. */
export function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)]
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
