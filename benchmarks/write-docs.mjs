// Writes the tables and the picture of docs/performance.md from benchmarks/results/*.json.
import { readFileSync, writeFileSync } from 'node:fs'
import { costTables } from './harness/cost-tables.mjs'
import { drawScale } from './harness/draw-scale.mjs'
import { formatMarkdown } from './harness/markdown.mjs'

const inDocs = name => new URL(`../docs/${name}`, import.meta.url)
const page = inDocs('performance.md')
const readResults = name => readFileSync(new URL(`results/${name}`, import.meta.url), 'utf8')
const [first, second, scale, hottest] = [
  'first-run.json',
  'second-run.json',
  'scale.json',
  'hottest-functions.json'
].map(name => JSON.parse(readResults(name)))

const sections = {
  machine: `${first.date}, Node ${first.node.slice(1)}, ${first.cores} cores (${first.processor})`,
  'first run': costTables(first.results),
  'second run': costTables(second.results),
  picture:
    '![Added µs of CPU per call, by calls in flight, calls made before, hosts, blacklist entries, ' +
    'calls per second and state of the endpoint](scale.svg)',
  export: `\`\`\`\n${readResults('export.txt')}\`\`\``,
  'hottest functions': [
    formatMarkdown(['function', 'of', 'own time'], hottest.results.hottest),
    formatMarkdown(['function', 'of', 'own time'], hottest.results.ours),
    formatMarkdown(['all functions of', 'own time'], hottest.results.origins)
  ].join('\n\n')
}

let text = readFileSync(page, 'utf8')
for (const [name, content] of Object.entries(sections)) text = replaceSection(name, content)
writeFileSync(page, text)
writeFileSync(inDocs('scale.svg'), drawScale(scale.results))

function replaceSection(name, content) {
  const [begin, end] = [`<!-- ${name} -->`, '<!-- end -->']
  const start = text.indexOf(begin)
  if (start < 0) throw new Error(`the page has no place for ${name}`)
  const stop = text.indexOf(end, start)
  return `${text.slice(0, start)}${begin}\n${content}\n${text.slice(stop)}`
}
