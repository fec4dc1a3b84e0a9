import { copyFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { repository } from '../process/repository.js'
import { createTemporaryFolder } from '../process/temporary-folder.js'

/**
 * A TypeScript fixture under a name of its own, in a folder that sees the repository's packages.
 * The fixtures end in .txt, as our own compiler must leave them alone.
 */
export function copyTypeScript(t: TestContext, names: Readonly<Record<string, string>>): string {
  const folder = createTemporaryFolder(t)
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  for (const [fixture, name] of Object.entries(names)) {
    copyFileSync(loadingFixture(`${fixture}.ts.txt`), join(folder, name))
  }
  return folder
}

export function loadingFixture(name: string): string {
  return join(repository, 'test', 'loading', 'fixtures', name)
}
