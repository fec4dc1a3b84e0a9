import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../process/repository.js'

/** Every framework in each version that is installed, and the name by which programs require it. */
export const frameworks = [
  ['express', 'express'],
  ['express4', 'express'],
  ['fastify', 'fastify'],
  ['fastify4', 'fastify'],
  ['koa', 'koa'],
  ['koa2', 'koa']
] as const

/**
 * A package that is installed under another name, in a folder of its own name, by which it is
 * hooked. Within the repository, as what it depends on is found above it.
 */
export function packageCopy(installedAs: string, name: string): string {
  const installed = join(repository, 'node_modules', installedAs)
  if (installedAs === name) return installed
  const copy = join(repository, 'build', 'copies', installedAs, 'node_modules', name)
  if (!existsSync(copy)) cpSync(installed, copy, { recursive: true })
  return copy
}
