import { join } from 'node:path'
import { repository } from '../process/repository.js'

/** A program or a module of test/other-tools/fixtures. */
export function otherToolsFixture(name: string): string {
  return join(repository, 'test', 'other-tools', 'fixtures', name)
}
