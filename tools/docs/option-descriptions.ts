import { readFileSync } from 'node:fs'
import { join } from 'node:path'

const source = join(__dirname, '../../../src/config/options.ts')
const described = /^ {2}\/\*\*((?:(?!\*\/).)*)\*\/\r?\n {2}(\w+): option</gms
const text = readFileSync(source, 'utf8')
const descriptions = new Map(
  [...text.matchAll(described)].map(([, comment = '', name = '']) => [name, onOneLine(comment)])
)

/**
 * What the source says of a setting, on one line without a full stop.
 *
 * @throws when it says nothing
 */
export function describeOption(name: string): string {
  const description = descriptions.get(name)
  if (description === undefined) throw new Error(`${name} has no docstring in ${source}`)
  return description
}

function onOneLine(comment: string): string {
  return comment
    .replace(/\n +\*/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '')
}
