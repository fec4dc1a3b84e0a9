import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Starts what was typed behind `--`, with the terminal as its own.
 *
 * On Windows npm, npx and their like are scripts, which only the shell starts.
 */
export function startCommand(
  [file = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv
): ChildProcess {
  const options = { env, stdio: 'inherit' } as const
  if (process.platform !== 'win32') return spawn(file, args, options)
  return spawn([file, ...args].map(quoteForWindows).join(' '), { ...options, shell: true })
}

/** As programs on Windows take their command line apart: backslashes count before a quote alone. */
export function quoteForWindows(text: string): string {
  if (/^[\w.:\\/@=,+-]+$/.test(text)) return text
  return `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`
}
