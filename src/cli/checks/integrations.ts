import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { otherAgents } from '../../hooks/other-agents.js'
import { integrations } from '../../integrations/registry.js'
import { type Finding, ok, problem } from '../finding.js'
import type { Subject } from '../subject.js'

/** Which integrations there are, which are on, and whether another agent is installed. */
export function checkIntegrations({ config, directory }: Subject): readonly Finding[] {
  const known = Object.keys(integrations)
  const asked = config.settings.integrations
  const source = config.sources.integrations
  const on = known.filter(name => asked.includes(name))
  const off = known.filter(name => !asked.includes(name))
  const unknown = asked.filter(name => !known.includes(name))
  return [
    on.length > 0
      ? ok(`on: ${on.join(', ')}; off: ${off.join(', ') || 'none'}`, source)
      : problem('integrations-off', 'no integration is on', source),
    ...unknown.map(name =>
      problem('integration-unknown', `there is no ${name}; known: ${known.join(', ')}`, source)
    ),
    ...findOtherAgents(directory)
  ]
}

function findOtherAgents(directory: string): readonly Finding[] {
  const path = join(directory, 'package.json')
  const { dependencies = {}, devDependencies = {} } = readManifest(path)
  const found = otherAgents.filter(name => name in dependencies || name in devDependencies)
  return found.map(name => problem('other-agent', `${name} traces the same calls`, path))
}

function readManifest(path: string): Readonly<Record<string, object | undefined>> {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
