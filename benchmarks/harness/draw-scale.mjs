const panel = { width: 270, height: 180, left: 42, right: 12, top: 30, bottom: 34 }
const columns = 3

/**
 * Draws what a call costs more with the agent, a panel for each dimension: medians as a line, quartiles as bars.
 * @param results of scale.mjs
 * @returns the text of an SVG picture
 */
export function drawScale(results) {
  const dimensions = [...new Set(results.map(({ dimension }) => dimension))]
  const rows = Math.ceil(dimensions.length / columns)
  const panels = dimensions.map((dimension, i) => {
    const x = (i % columns) * panel.width
    const y = Math.floor(i / columns) * panel.height
    const points = results.filter(result => result.dimension === dimension)
    return `<g transform="translate(${x} ${y})">${drawPanel(dimension, points)}</g>`
  })
  const size = `${columns * panel.width} ${rows * panel.height}`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" font-family="sans-serif" font-size="10">`,
    '<title>What a traced call costs as the program grows</title>',
    '<rect width="100%" height="100%" fill="#fff"/>',
    ...panels,
    '</svg>\n'
  ].join('\n')
}

function drawPanel(dimension, points) {
  const bottom = panel.height - panel.bottom
  const step = (panel.width - panel.left - panel.right) / points.length
  const highest = Math.ceil(Math.max(20, ...points.map(({ added }) => added.high)) / 10) * 10
  const xAt = i => round(panel.left + step * (i + 0.5))
  const yAt = value => round(bottom - (Math.max(0, value) / highest) * (bottom - panel.top))
  const line = points.map(({ added }, i) => `${xAt(i)},${yAt(added.median)}`).join(' ')
  return [
    text(panel.left, 16, `added µs per call, by ${dimension}`, 'start'),
    ...[0, highest / 2, highest].map(value => drawGridLine(value, yAt(value))),
    `<polyline points="${line}" fill="none" stroke="#1a56b0" stroke-width="1.5"/>`,
    ...points.map(({ added }, i) => drawPoint(xAt(i), added, yAt)),
    ...points.map(({ at }, i) => text(xAt(i), bottom + 14, at.toLocaleString('en'), 'middle'))
  ].join('')
}

function drawGridLine(value, y) {
  const line = `<path d="M${panel.left} ${y}H${panel.width - panel.right}" stroke="#ddd"/>`
  return line + text(panel.left - 5, y + 3, String(value), 'end')
}

function drawPoint(x, { low, median, high }, yAt) {
  const bar = `<path d="M${x} ${yAt(low)}V${yAt(high)}" stroke="#1a56b0" stroke-width="4" opacity=".35"/>`
  return `${bar}<circle cx="${x}" cy="${yAt(median)}" r="2.5" fill="#1a56b0"/>`
}

function text(x, y, content, anchor) {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#333">${content}</text>`
}

function round(value) {
  return Math.round(value * 10) / 10
}
