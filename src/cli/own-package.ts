import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of this package, which it finds by its own name. */
export const ownDirectory = dirname(require.resolve('outspan/package.json'))

const manifest: { readonly version: string; readonly engines: { readonly node: string } } =
  JSON.parse(readFileSync(join(ownDirectory, 'package.json'), 'utf8'))

export const ownVersion = manifest.version
/** The range of Node versions that are supported. */
export const engine = manifest.engines.node
