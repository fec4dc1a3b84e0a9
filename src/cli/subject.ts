import { type ConfigFile, openCensusName, readConfigFile } from '../config/config-file.js'
import { type Config, loadConfig } from '../config/load-config.js'
import { type Option, type OptionName, options } from '../config/options.js'
import { findProgram } from '../config/program.js'
import { ConfigurationError } from '../diagnostics/errors.js'

/** What doctor looks at. */
export interface Subject {
  readonly environment: NodeJS.ProcessEnv
  /** The folder of the program's package.json. */
  readonly directory: string
  readonly file: ConfigFile | undefined
  /** As the agent would read it, with what is invalid left out. */
  readonly config: Config
  readonly invalid: readonly ConfigurationError[]
  /** Sends nothing, asks nobody. */
  readonly isOffline: boolean
  readonly urls: readonly string[]
}

/** Reads settings as the preload would in this folder, but goes on behind a mistake. */
export function readSubject(
  environment: NodeJS.ProcessEnv,
  workingDirectory: string,
  asked: Pick<Subject, 'isOffline' | 'urls'>
): Subject {
  const { directory } = findProgram(undefined, workingDirectory)
  const invalid: ConfigurationError[] = []
  const file = collect(invalid, () => readConfigFile(environment['OUTSPAN_CONFIG_FILE'], directory))
  const config = loadRest(environment, file, invalid)
  return { environment, directory, file, config, invalid, ...asked }
}

/** The settings that can be used; each mistake found is taken out, and all is read again. */
function loadRest(
  environment: NodeJS.ProcessEnv,
  file: ConfigFile | undefined,
  invalid: ConfigurationError[]
): Config {
  const known = invalid.length
  const config = collect(invalid, () => loadConfig({}, environment, file))
  if (config !== undefined) return config
  const { setting } = invalid[known] as ConfigurationError
  return loadRest(withoutVariables(environment, setting), withoutSetting(file, setting), invalid)
}

function collect<T>(invalid: ConfigurationError[], read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    invalid.push(error)
    return undefined
  }
}

function withoutVariables(environment: NodeJS.ProcessEnv, setting: string): NodeJS.ProcessEnv {
  const { variables } = options[setting as OptionName] ?? { variables: [] }
  const rest = Object.entries(environment).filter(([name]) => !variables.includes(name))
  return Object.fromEntries(rest)
}

/** The whole file goes when what is wrong in it is no setting of ours; OpenCensus' block always. */
function withoutSetting(file: ConfigFile | undefined, setting: string): ConfigFile | undefined {
  if (file === undefined || !Object.hasOwn(options, setting)) return undefined
  const { aliases = [] }: Option<unknown> = options[setting as OptionName]
  const names = [setting, ...aliases, openCensusName]
  const rest = Object.entries(file.values).filter(([name]) => !names.includes(name))
  return { path: file.path, values: Object.fromEntries(rest) }
}
