import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { ConfigurationError } from '../diagnostics/errors.js'

/** What a configuration file says, and where it stands. */
export interface ConfigFile {
  readonly path: string
  readonly values: Readonly<Record<string, unknown>>
}

/** Where OpenCensus Python's settings stand in it. */
export const openCensusName = 'OPENCENSUS'

const fileName = 'outspan.config.json'
// Editors on Windows put it before UTF-8.
const byteOrderMark = /^\ufeff/

/**
 * Reads the file that `OUTSPAN_CONFIG_FILE` names, else `outspan.config.json` beside package.json,
 * which need not exist.
 *
 * @throws ConfigurationError `ERR_CONFIG_FILE` when it cannot be read or is no JSON object
 */
export function readConfigFile(
  named: string | undefined,
  directory: string
): ConfigFile | undefined {
  // A variable of blanks is how many deployments say "not set".
  const isNamed = named !== undefined && named.trim() !== ''
  const path = isNamed ? resolve(named) : join(directory, fileName)
  const text = readText(path, isNamed)
  return text === undefined ? undefined : { path, values: parseObject(text, path) }
}

function readText(path: string, mustExist: boolean): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' && !mustExist) return undefined
    throw failure(path, `it cannot be read (${code})`)
  }
}

function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text.replace(byteOrderMark, ''))
  } catch (error) {
    throw failure(path, `it is no JSON: ${(error as Error).message}`)
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  throw failure(path, 'it holds no JSON object; allowed is { "setting": value, … }')
}

function failure(path: string, problem: string): ConfigurationError {
  return new ConfigurationError('ERR_CONFIG_FILE', 'OUTSPAN_CONFIG_FILE', problem, path)
}
