import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { formatConfiguration } from '../../tools/docs/configuration-page.js'
import { repository } from '../process/repository.js'
import { startStandIn } from '../tools/start-stand-in.js'
import { findCodeBlocks } from './code-blocks.js'
import { Reader } from './reader.js'

const docs = readdirSync(join(repository, 'docs')).filter(name => name.endsWith('.md'))
const pages = ['README.md', ...docs.map(name => join('docs', name))]

function read(page: string): string {
  return readFileSync(join(repository, page), 'utf8')
}

// Installing is tried on the packed package, and the commands of a clone by the CI.
const notTried = /^(npm (ci|install|init|run|test)\b|node benchmarks).*\n?/gm

for (const page of pages) {
  test(`whoever does what ${page} says gets no error`, async t => {
    const reader = new Reader(t, await startStandIn(t))
    for (const block of findCodeBlocks(read(page))) {
      await reader.follow({ ...block, code: block.code.replace(notTried, '') })
    }
  })

  test(`every link of ${page} leads somewhere`, () => {
    for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file = '', heading] = target.split('#')
      const path = join(repository, dirname(page), file)
      assert.ok(file === '' || existsSync(path), target)
      const text = file === '' ? read(page) : readFileSync(path, 'utf8')
      if (heading !== undefined) assert.ok(headingsOf(text).includes(heading), target)
    }
  })
}

function headingsOf(text: string): readonly string[] {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading)
  return headings.map(heading =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-')
  )
}

test('the table of settings is the one of the source; node tools/write-docs.mjs writes it', () => {
  const page = read(join('docs', 'configuration.md'))
  assert.equal(page, formatConfiguration(page))
})

test('getting started leads to one trace at the service, and the secret is not in it', async t => {
  const standIn = await startStandIn(t)
  const reader = new Reader(t, standIn)
  for (const block of findCodeBlocks(read(join('docs', 'getting-started.md')))) {
    await reader.follow({ ...block, code: block.code.replace(notTried, '') })
  }
  const types = new Set(standIn.envelopes.map(({ data }) => data.baseType))
  assert.ok(types.has('RemoteDependencyData') && types.has('RequestData'), `${[...types]}`)
  assert.equal(JSON.stringify(standIn.envelopes).includes('secret'), false)
})
