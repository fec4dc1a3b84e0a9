import { ConfigurationError } from '../diagnostics/errors.js'
import { type ConfigFile, openCensusName } from './config-file.js'
import type { OpenCensusBlock } from './opencensus-block.js'
import {
  type Option,
  type OptionName,
  options,
  type Settings,
  type SettingsInput
} from './options.js'
import { readVariable } from './sampler-variables.js'

/** All settings, and for each where its value came from: `code`, a variable, a file, `default`. */
export interface Config {
  readonly settings: Settings
  readonly sources: Readonly<Record<OptionName, string>>
  /** Names in the file that are no setting. */
  readonly unknown: readonly string[]
  /** Names in its block of OpenCensus settings that we have no setting for. */
  readonly ignored: readonly string[]
}

/**
 * Code over environment over file over OpenCensus settings in the file over default.
 *
 * @throws ConfigurationError naming the setting, its source and what is allowed
 */
export function loadConfig(
  code: SettingsInput,
  environment: NodeJS.ProcessEnv,
  file: ConfigFile | undefined
): Config {
  const settings: Record<string, unknown> = {}
  const sources: Record<string, string> = {}
  const block = file && readOpenCensusSettings(file)
  for (const name of Object.keys(options) as OptionName[]) {
    const row: Option<unknown> = options[name]
    const found = find(name, row, code, environment, [file, block])
    settings[name] = found === undefined ? row.default : parse(name, row, found)
    sources[name] = found?.source ?? 'default'
  }
  return {
    // Each value has gone through the parser of its own row.
    settings: settings as unknown as Settings,
    sources: sources as Record<OptionName, string>,
    unknown: Object.keys(file?.values ?? {}).filter(name => !knownNames.has(name)),
    ignored: block?.ignored ?? []
  }
}

function readOpenCensusSettings(file: ConfigFile): OpenCensusBlock | undefined {
  if (file.values[openCensusName] === undefined) return undefined
  // A file of its own, see build.mjs: few programs need a reader of Python's literals.
  const { readOpenCensusBlock } =
    require('./opencensus-block.js') as typeof import('./opencensus-block.js')
  return readOpenCensusBlock(file)
}

interface Found {
  readonly value: unknown
  readonly source: string
}

const knownNames: ReadonlySet<string> = new Set([
  openCensusName,
  ...Object.entries<Option<unknown>>(options).flatMap(([name, { aliases = [] }]) => [
    name,
    ...aliases
  ])
])

function find(
  name: string,
  { variables, aliases = [] }: Option<unknown>,
  code: Readonly<Record<string, unknown>>,
  environment: NodeJS.ProcessEnv,
  files: readonly (ConfigFile | undefined)[]
): Found | undefined {
  const names = [name, ...aliases]
  const inCode = names.find(key => code[key] !== undefined)
  if (inCode !== undefined) return { value: code[inCode], source: 'code' }
  // A variable that is set to nothing is how many deployments say "not set".
  const variable = variables.find(key => readVariable(environment, key)?.trim())
  if (variable !== undefined) {
    return { value: readVariable(environment, variable), source: variable }
  }
  for (const file of files) {
    const inFile = names.find(key => file?.values[key] !== undefined)
    if (file && inFile !== undefined) return { value: file.values[inFile], source: file.path }
  }
  return undefined
}

function parse(name: string, row: Option<unknown>, { value, source }: Found): unknown {
  try {
    return row.parse(value, name)
  } catch (error) {
    throw error instanceof ConfigurationError ? error.from(source) : error
  }
}
