import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { transform } from 'esbuild'
import type { IngestionStandIn } from '../../tools/ingestion-stand-in/server.js'
import { createFolder } from '../config/temporary-folder.js'
import { repository } from '../process/repository.js'
import { type Outcome, runCommand, runProgram } from '../process/run-program.js'
import type { CodeBlock } from './code-blocks.js'

const offline = join(repository, 'test', 'docs', 'fixtures', 'example-hosts.cjs')
// As it stands on the pages; a reader puts in their own.
const placeholder = 'InstrumentationKey=…;IngestionEndpoint=https://…'

/** What a reader has before: a program of their own. */
const itsOwn = {
  'package.json': '{ "name": "shop", "scripts": { "start": "node app.js" } }',
  'app.js': 'console.log("a program")',
  'app.mjs': 'console.log("a program")'
}

/** Does what a page says, in a folder of its own, in which outspan is installed. */
export class Reader {
  readonly #folder: string
  readonly #standIn: IngestionStandIn
  #count = 0

  constructor(t: TestContext, standIn: IngestionStandIn) {
    this.#folder = createFolder(t, itsOwn)
    this.#standIn = standIn
    linkPackages(join(this.#folder, 'node_modules'))
  }

  /** @returns what a block that can be run printed */
  async follow(block: CodeBlock): Promise<Outcome | undefined> {
    const { language, file, code } = block
    if (language === 'json') JSON.parse(code)
    if (file !== undefined) writeFileSync(join(this.#folder, file), code)
    if (language === 'sh') return this.#runShell(block)
    if (language === 'js' || language === 'ts') return this.#runScript(block)
    assert.equal(language, 'json', `line ${block.line}: nobody can try ${language}`)
    return undefined
  }

  async #runShell({ code, line }: CodeBlock): Promise<Outcome> {
    const script = code.replaceAll(placeholder, this.#standIn.connectionString)
    const outcome = await runCommand('sh', ['-e', '-c', script], this.#where)
    assert.equal(outcome.code, 0, `line ${line}: ${outcome.stdout}${outcome.stderr}`)
    return outcome
  }

  async #runScript({ code, line, file = `block-${++this.#count}.mjs` }: CodeBlock) {
    const filled = code.replace("'…'", `'${this.#standIn.connectionString}'`)
    const { code: script } = await transform(filled, { loader: 'ts' })
    writeFileSync(join(this.#folder, file), script)
    const outcome = await runProgram({ file, nodeArgs: ['-r', offline], ...this.#where })
    assert.equal(outcome.code, 0, `line ${line}: ${outcome.stderr}`)
    return outcome
  }

  get #where() {
    const paths = [join(this.#folder, 'node_modules', '.bin'), process.env['PATH']]
    const env = {
      PATH: paths.join(delimiter),
      HOME: this.#folder,
      APPLICATIONINSIGHTS_CONNECTION_STRING: this.#standIn.connectionString
    }
    return { cwd: this.#folder, env }
  }
}

/** Outspan as npm would install it, and the packages that the pages' programs use. */
function linkPackages(modules: string): void {
  const installed = join(repository, 'node_modules')
  const names = readdirSync(installed).filter(name => !name.startsWith('.'))
  for (const name of names) link(join(installed, name), join(modules, name))
  link(repository, join(modules, 'outspan'))
  link(join(repository, 'bin', 'outspan.js'), join(modules, '.bin', 'outspan'))
}

function link(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true })
  symlinkSync(from, to)
}
