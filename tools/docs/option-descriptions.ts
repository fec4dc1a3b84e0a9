import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const source = join(__dirname, '../../../src/config/options.ts')
const described = /^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\n {2}(\w+): option</gms

/** What the source says of each setting: one line without a full stop, by its name. */
export function readDescriptions(): ReadonlyMap<string, string> {
  const text = readFileSync(source, 'utf8')
  return new Map(
    [...text.matchAll(described)].map(([, comment = '', name = '']) => [name, onOneLine(comment)])
  )
}

function onOneLine(comment: string): string {
  return comment
    .replace(/\n +\*/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '')
}
