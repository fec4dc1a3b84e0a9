import { cpSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { TestContext } from 'node:test'
import { repository } from './repository.js'
import { createTemporaryFolder } from './temporary-folder.js'

export interface CopyOptions {
  readonly withBuild?: boolean
  /** Files of its build that are missing. */
  readonly without?: readonly string[]
  /** In its package.json: the Node versions that it supports. */
  readonly engines?: string
}

/** A second installation of the agent. @returns its register.js */
export function copyAgent(
  t: TestContext,
  { withBuild = true, without = [], engines }: CopyOptions = {}
): string {
  const folder = createTemporaryFolder(t)
  const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'))
  if (engines !== undefined) manifest.engines.node = engines
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  cpSync(join(repository, 'register.js'), join(folder, 'register.js'))
  if (withBuild) cpSync(join(repository, 'dist'), join(folder, 'dist'), { recursive: true })
  if (withBuild) removeAll(join(folder, 'dist'), without)
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
  return join(folder, 'register.js')
}

/** Wherever they are: coverage is measured on a build with the folders of the source. */
function removeAll(folder: string, names: readonly string[]): void {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  for (const path of paths) if (names.includes(basename(path))) rmSync(join(folder, path))
}
