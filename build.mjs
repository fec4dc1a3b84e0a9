// Makes dist/: the code, and the types. agent.js is all that a start-up reads: each further file
// would cost it 0.25 ms, and each 10 kB of code that it does not need 0.3 ms. What the source loads
// later, by `require`, is a file of its own, index.js has what programs ask for, cli.js the command.
//
// agent.js keeps the later files itself and hands them what they share: a program that clears
// require.cache, or whose test runner has a cache for each test, would else give them a second agent.
import { execFileSync } from 'node:child_process'
import { cpSync, readFileSync, rmSync } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { build } from 'esbuild'

const root = import.meta.dirname
const source = resolve(root, 'src')
const { name, dependencies } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8'))

const options = {
  absWorkingDir: root,
  bundle: true,
  // shimmer is none of them, but part of agent.js: a start-up need not look for it, and it is not the
  // program's copy.
  external: [name, ...Object.keys(dependencies)],
  platform: 'node',
  format: 'cjs',
  target: 'node20.18',
  // Names stay as they are, for the stacks of errors.
  minifySyntax: true,
  minifyWhitespace: true,
  // Node shows the line of an error that nobody catches.
  lineLimit: 120,
  sourcemap: true,
  sourcesContent: false
}

/** What others require. All other files are functions, which agent.js calls once. */
const entries = ['index', 'express', 'fastify', 'koa', 'cli'].map(name => `${name}.js`)
const wrappings = {
  agent: {
    banner: 'const $files={};function $load(name,read){return $files[name]??=read()($load)}',
    footer: 'module.exports.load=$load;$files["agent.js"]=module.exports'
  },
  entry: { banner: 'const{load:$load}=require("./agent.js")' },
  // In brackets, V8 compiles it at once, and not a second time when it is called.
  late: {
    banner: 'module.exports=($load=>{const module={exports:{}}',
    footer: 'return module.exports})'
  }
}

const files = []
/** Which file each module of src/ is in: the first that needs it. */
const fileOf = new Map()
const shared = new Set()

rmSync(resolve(root, 'dist'), { recursive: true, force: true })
addFile('agent.js', resolve(source, 'agent.ts'))
// Before the other calls: what they share is in the file that most programs load anyway.
addFile('http-calls.js', resolve(source, 'integrations/outgoing/http-calls.ts'))
// Before the exporter, which shares the redaction of URLs with it, and comes later.
addFile('call-rules.js', resolve(source, 'call-rules.ts'))
// Before metrics, which few programs load and which would take most of it along.
addFile('azure-exporter.js', resolve(source, 'export/azure/azure-exporter.ts'))
// Those that are found on the way come along.
for (const file of files) await fill(file)
await fill(addFile('index.js', resolve(source, 'index.ts')))
for (const name of ['middleware', 'express', 'fastify', 'koa']) {
  await fill(addFile(`${name}.js`, resolve(source, `${name}.ts`)))
}
await fill(addFile('cli.js', resolve(source, 'cli.ts')))
for (const file of files) await write(file)
cpSync(resolve(root, 'node_modules/shimmer/LICENSE'), resolve(root, 'dist/LICENSE-shimmer'))
const typescript = ['node_modules/typescript/bin/tsc', '-p', '.', '--emitDeclarationOnly']
execFileSync(process.execPath, typescript, { cwd: root, stdio: 'inherit' })

function addFile(name, entry) {
  const file = { name, entry }
  if (!files.some(known => known.entry === entry)) files.push(file)
  return file
}

/** With all that its entry imports and no file before it holds. */
async function fill(file) {
  const { metafile } = await build({
    ...options,
    entryPoints: [file.entry],
    outfile: `dist/${file.name}`,
    plugins: [fromOtherFiles(file)],
    metafile: true,
    write: false
  })
  const modules = Object.keys(metafile.inputs).map(path => resolve(root, path))
  for (const path of modules) if (path.startsWith(source)) fileOf.set(path, file)
}

/** The names of the entry, and what other files take from this one, put together when they ask. */
async function write(file) {
  const modules = [...shared].filter(path => fileOf.get(path) === file)
  const exported = await Promise.all(modules.map(listExports))
  const imports = modules.map((path, i) => {
    const names = exported[i].map(name => `${name} as ${name}${i}`)
    return `import { ${names.join(', ')} } from ${JSON.stringify(path)}`
  })
  const cases = modules.map((path, i) => {
    const names = exported[i].map(name => `${name}: ${name}${i}`)
    return `case '${nameOf(path)}': return { ${names.join(', ')} }`
  })
  const contents = [
    `export * from ${JSON.stringify(file.entry)}`,
    ...imports,
    // One function, which nobody compiles before it is called.
    `export function take(name) { switch (name) { ${cases.join('\n')} } }`
  ].join('\n')
  await build({
    ...options,
    stdin: { contents, resolveDir: root },
    outfile: `dist/${file.name}`,
    ...wrap(file),
    plugins: [fromOtherFiles(file)]
  })
}

function wrap({ name }) {
  const kind = name === 'agent.js' ? 'agent' : entries.includes(name) ? 'entry' : 'late'
  const { banner, footer = '' } = wrappings[kind]
  return { banner: { js: banner }, footer: { js: footer } }
}

/** In the source: `hooks/patch`. */
function nameOf(path) {
  return relative(source, path).replace(/\.ts$/, '').replaceAll('\\', '/')
}

/** By name: `import * as` would make an object with getters of each module, in every start-up. */
async function listExports(path) {
  const format = { format: 'esm', platform: 'node', outdir: 'dist', logLevel: 'error' }
  const { metafile } = await build({ ...format, entryPoints: [path], metafile: true, write: false })
  return Object.values(metafile.outputs)[0].exports
}

/** What another file holds comes from there; `require` of a module makes it the entry of one. */
function fromOtherFiles(file) {
  return {
    name: 'from other files',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path, resolveDir, kind, namespace }) => {
        if (namespace === 'elsewhere') return { path, external: true }
        const module = resolve(resolveDir, path.replace(/\.js$/, '.ts'))
        if (kind === 'require-call') {
          return { path: `./${addFile(basename(path), module).name}`, external: true }
        }
        if ((fileOf.get(module) ?? file) === file) return undefined
        shared.add(module)
        // As seen from here: it stands in the file.
        return { path: relative(root, module), namespace: 'elsewhere' }
      })
      onLoad({ filter: /.*/, namespace: 'elsewhere' }, ({ path }) => {
        const module = resolve(root, path)
        const { name } = fileOf.get(module)
        const contents = `module.exports = ${loading(name, `./${name}`)}.take('${nameOf(module)}')`
        return { contents, resolveDir: root }
      })
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const text = readFileSync(path, 'utf8')
        const contents = text.replace(/\brequire\('(\.[^']+)'\)/g, (_, id) =>
          loading(basename(id), id)
        )
        return { contents, loader: 'ts' }
      })
    }
  }
}

/** Written out, so that those who bundle the agent find the file. */
function loading(name, id) {
  return `$load('${name}', () => require('${id}'))`
}
