import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the repository, seen from build/test/process. */
export const repository = join(__dirname, '..', '..', '..')
export const registerFile = join(repository, 'register.js')
/** As it is shipped. Coverage is measured on the files of the source. */
export const isBundled = !existsSync(join(repository, 'dist', 'hooks', 'patch.js'))

/** A program of test/process/fixtures, which is not compiled. */
export function fixture(name: string): string {
  return join(repository, 'test', 'process', 'fixtures', name)
}
