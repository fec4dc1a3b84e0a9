// Writes the tables and the picture of docs/performance.md from benchmarks/results/*.json; where
// there is no result, the page stays as it is.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { costTables, exportTable, requestTable } from './harness/cost-tables.mjs'
import { drawScale } from './harness/draw-scale.mjs'
import { formatMarkdown } from './harness/markdown.mjs'

const inDocs = name => new URL(`../docs/${name}`, import.meta.url)
const page = inDocs('performance.md')
const results = name => new URL(`results/${name}`, import.meta.url)
const readText = name =>
  existsSync(results(name)) ? readFileSync(results(name), 'utf8') : undefined
const [first, second, requests, scale, hottest] = [
  'first-run.json',
  'second-run.json',
  'requests.json',
  'scale.json',
  'hottest-functions.json'
].map(name => JSON.parse(readText(name) ?? 'null'))
const versions = ['22', '24', '26']
  .map(major => JSON.parse(readText(`node-${major}.json`) ?? 'null'))
  .filter(Boolean)

const sections = {
  machine:
    first &&
    `${first.date}, Node ${first.node.slice(1)}, ${first.cores} cores (${first.processor})`,
  'first run': first && costTables(first.results),
  'second run': second && costTables(second.results),
  'other versions':
    versions.length > 0 &&
    versions
      .map(({ node, results }) => `Node ${node.slice(1)}:\n\n${costTables(results)}`)
      .join('\n\n'),
  requests: first && requestTable([...first.results, ...(requests?.results ?? [])]),
  picture:
    scale &&
    '![Added µs of CPU per call, by calls in flight, calls made before, hosts, blacklist entries, ' +
      'calls per second and state of the endpoint](scale.svg)',
  export: first && exportTable(first.results),
  'hottest functions':
    hottest &&
    [
      formatMarkdown(['function', 'of', 'own time'], hottest.results.hottest),
      formatMarkdown(['function', 'of', 'own time'], hottest.results.ours),
      formatMarkdown(['all functions of', 'own time'], hottest.results.origins)
    ].join('\n\n')
}

let text = readFileSync(page, 'utf8')
for (const [name, content] of Object.entries(sections)) {
  if (content) text = replaceSection(name, content)
}
writeFileSync(page, text)
if (scale) writeFileSync(inDocs('scale.svg'), drawScale(scale.results))

function replaceSection(name, content) {
  const [begin, end] = [`<!-- ${name} -->`, '<!-- end -->']
  const start = text.indexOf(begin)
  if (start < 0) throw new Error(`the page has no place for ${name}`)
  const stop = text.indexOf(end, start)
  return `${text.slice(0, start)}${begin}\n${content}\n${text.slice(stop)}`
}
