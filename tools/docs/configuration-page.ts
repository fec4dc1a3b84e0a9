import { type Option, options } from '../../src/config/options.js'
import { describeOption } from './option-descriptions.js'

const marked = /(<!-- options -->\n)[\s\S]*?(<!-- end -->)/

/** The page with its table of settings as the options table has them. */
export function formatConfiguration(page: string): string {
  const rows = Object.entries<Option<unknown>>(options).map(formatRow)
  const table = ['| option | environment | default | |', '|---|---|---|---|', ...rows].join('\n')
  return page.replace(marked, `$1${table}\n$2`)
}

function formatRow([name, { variables, aliases = [], default: value }]: [
  string,
  Option<unknown>
]): string {
  const names = [name, ...aliases].map(code).join(' or ')
  const cells = [names, variables.map(code).join(', ') || '–', formatDefault(value)]
  return `| ${[...cells, describeOption(name)].join(' | ')} |`
}

function formatDefault(value: unknown): string {
  const isNothing = value === undefined || (Object(value) === value && isEmpty(value as object))
  return isNothing ? '–' : code(String(value))
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0
}

function code(text: string): string {
  return `\`${text}\``
}
