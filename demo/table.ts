/** One line of a table; a note is a line of its own below it. */
export interface TableLine {
  readonly cells: readonly string[]
  /** Given the line when it is laid out, so that colours do not count as width. */
  readonly paint?: (line: string) => string
  readonly note?: string
}

/** Lines whose cells stand in columns, as wide as their widest cell. */
export function formatTable(
  lines: readonly TableLine[],
  rightAligned: ReadonlySet<number> = new Set()
): readonly string[] {
  const count = Math.max(...lines.map(({ cells }) => cells.length))
  const widths = Array.from({ length: count }, (_, column) => {
    return Math.max(...lines.map(({ cells }) => cells[column]?.length ?? 0))
  })
  return lines.flatMap(({ cells, paint = String, note }) => {
    const padded = cells.map((cell, column) => {
      const width = widths[column] ?? 0
      return rightAligned.has(column) ? cell.padStart(width) : cell.padEnd(width)
    })
    const line = paint(padded.join('  ').trimEnd())
    return note === undefined ? [line] : [line, note]
  })
}
