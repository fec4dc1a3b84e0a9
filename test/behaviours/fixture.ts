import { join } from 'node:path'
import { repository } from '../process/repository.js'

/** A program of test/behaviours/fixtures, which is not compiled. */
export function fixture(name: string): string {
  return join(repository, 'test', 'behaviours', 'fixtures', name)
}
