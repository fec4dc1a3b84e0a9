// Makes dist/: one file of code for the preload, as each further file costs it 0.25 ms, one for the
// command, and the types.
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { build } from 'esbuild'

rmSync('dist', { recursive: true, force: true })
await build({
  entryPoints: ['src/index.ts', 'src/cli/main.ts'],
  outbase: 'src',
  outdir: 'dist',
  bundle: true,
  packages: 'external',
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
})
execFileSync(
  process.execPath,
  ['node_modules/typescript/bin/tsc', '-p', '.', '--emitDeclarationOnly'],
  {
    stdio: 'inherit'
  }
)
