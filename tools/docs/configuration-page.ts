import { type Option, options } from '../../src/config/options.js'
import { readDescriptions } from './option-descriptions.js'

const marked = /(<!-- options -->\n)[\s\S]*?(<!-- end -->)/

/** The page with its table of settings as the options table has them. */
export function formatConfiguration(page: string): string {
  const descriptions = readDescriptions()
  const rows = Object.entries<Option<unknown>>(options).map(([name, row]) =>
    formatRow(name, row, descriptions.get(name))
  )
  const table = ['| option | environment | default | |', '|---|---|---|---|', ...rows].join('\n')
  return page.replace(marked, `$1${table}\n$2`)
}

function formatRow(
  name: string,
  { variables, aliases = [], default: value }: Option<unknown>,
  about: string | undefined
): string {
  const names = [name, ...aliases].map(code).join(' or ')
  return `| ${names} | ${variables.map(code).join(', ') || '–'} | ${formatDefault(value)} | ${about} |`
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
