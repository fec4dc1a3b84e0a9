import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { build } from 'esbuild'
import { repository } from '../process/repository.js'
import { copyTypeScript } from './typescript-program.js'

export interface BundleOptions {
  readonly format: 'cjs' | 'esm'
  /** Packages that are not bundled, but found when the bundle runs. */
  readonly external?: readonly string[]
  readonly minify?: boolean
}

// CommonJS packages in an ES module need a `require`, ours as any other: esbuild makes none.
const banner = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);"
}

/** Bundles fixtures into one file; the first comes first. @returns the bundle */
export async function bundle(
  t: TestContext,
  fixtures: readonly string[],
  { format, external = [], minify = false }: BundleOptions
): Promise<string> {
  const folder = copyTypeScript(t, Object.fromEntries(fixtures.map(name => [name, `${name}.ts`])))
  const outfile = join(folder, format === 'esm' ? 'bundle.mjs' : 'bundle.cjs')
  await build({
    stdin: { contents: fixtures.map(name => `import './${name}'`).join('\n'), resolveDir: folder },
    outfile,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
    format,
    minify,
    external: [...external],
    // A program that has installed the agent finds it by its name.
    alias: { outspan: join(repository, 'dist', 'index.js') },
    ...(format === 'esm' && { banner })
  })
  return outfile
}
