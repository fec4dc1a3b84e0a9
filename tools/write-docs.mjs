// Writes what the docs take from the source: node tools/write-docs.mjs, after npm run build:all.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { formatConfiguration } = createRequire(import.meta.url)(
  join(root, 'build', 'tools', 'docs', 'configuration-page.js')
)
const page = join(root, 'docs', 'configuration.md')
writeFileSync(page, formatConfiguration(readFileSync(page, 'utf8')))
