import type { ConfigurationError } from '../../diagnostics/errors.js'
import { type Finding, ok, problem } from '../finding.js'
import type { Subject } from '../subject.js'

/** The configuration file, and every setting that cannot be used. */
export function checkSettings({ file, config, invalid }: Subject): readonly Finding[] {
  const mistakes = invalid.map(describeMistake)
  const unknown = config.unknown.map(name =>
    problem('setting-unknown', `${name} is no setting`, file?.path)
  )
  const ignored = config.ignored.map(name =>
    problem('setting-unknown', `${name} has no effect here`, file?.path)
  )
  const place = file === undefined ? 'there is no configuration file' : `read ${file.path}`
  return [ok(place), ...mistakes, ...unknown, ...ignored]
}

/** The message names the setting, its source and what is allowed. */
export function describeMistake({ code, message }: ConfigurationError): Finding {
  switch (code) {
    case 'ERR_CONFIG_FILE':
      return problem('file-invalid', message)
    case 'ERR_BLACKLIST_ENTRY':
      return problem('blacklist-never-matches', message)
    default:
      return problem('setting-invalid', message)
  }
}
