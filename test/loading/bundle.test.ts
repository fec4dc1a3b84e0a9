import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runOnTarget } from '../process/both-ways.js'
import { type WayToPreload, waysToPreload } from '../process/preload.js'
import { trustingOurCertificate } from '../process/trusted-certificate.js'
import { bundle } from './bundle.js'

for (const format of ['cjs', 'esm'] as const) {
  for (const way of Object.keys(waysToPreload) as WayToPreload[]) {
    test(`a program bundled as ${format} with its undici in it is traced by ${way} (M06-07)`, async t => {
      const file = await bundle(t, ['every-client'], { format })
      const env = trustingOurCertificate(t)
      const program = ({ http, https }: Origins) => ({ file, env, args: [http, https] })
      const { dependencies } = await runOnTarget(t, program, { way })
      assert.equal(dependencies.length, 8)
    })
  }

  test(`a program bundled as ${format} and minified, without undici, is traced (M06-07)`, async t => {
    const file = await bundle(t, ['every-client'], { format, external: ['undici'], minify: true })
    const env = trustingOurCertificate(t)
    const program = ({ http, https }: Origins) => ({ file, env, args: [http, https] })
    const { dependencies } = await runOnTarget(t, program)
    assert.equal(dependencies.length, 8)
  })
}

interface Origins {
  readonly http: string
  readonly https: string
}
