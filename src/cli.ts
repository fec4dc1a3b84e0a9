import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { runDoctor } from './cli/doctor.js'
import { ownVersion } from './cli/own-package.js'
import { runReported } from './cli/run-reported.js'

const usage = `Usage: outspan doctor [options]                looks for reasons why no data arrives
       outspan doctor [--json] -- command …    runs a program traced, and reports what was seen

  --url <url>   is a call to this URL traced, and which entry decided; may be repeated
  --offline     asks nobody and sends nothing
  --json        findings as JSON
  --version, --help
`
const misuse = 2

/** The command line: 0 fine, 1 findings, 2 misuse; behind `--`, what the program ended with. */
async function main(): Promise<void> {
  const [own, command] = splitArguments(process.argv.slice(2))
  const asked = readArguments(own)
  if (asked === undefined) return
  if (command === undefined) process.exitCode = await runDoctor(asked)
  else if (isMisused(asked, command))
    refuse('behind -- stands a command, and before it no option but --json')
  else endAs(await runReported(command, asked.json))
}

function splitArguments(all: readonly string[]): [string[], string[] | undefined] {
  const end = all.indexOf('--')
  return end === -1 ? [[...all], undefined] : [all.slice(0, end), all.slice(end + 1)]
}

interface Asked {
  readonly json: boolean
  readonly isOffline: boolean
  readonly urls: readonly string[]
}

/** Undefined when everything is said and done. */
function readArguments(args: string[]): Asked | undefined {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    if (values.version) return say(`${ownVersion}\n`)
    if (values.help) return say(usage)
    if (positionals.join(' ') !== 'doctor')
      return refuse(`there is no command '${positionals.join(' ')}'`)
    return { json: values.json, isOffline: values.offline, urls: values.url }
  } catch (error) {
    return refuse((error as Error).message)
  }
}

const options = {
  url: { type: 'string', multiple: true, default: [] as string[] },
  offline: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' }
} as const

function say(text: string): undefined {
  process.stdout.write(text)
}

function refuse(reason: string): undefined {
  process.stderr.write(`outspan: ${reason}\n${usage}`)
  process.exitCode = misuse
}

/** What only a look without a command can do would be left out in silence. */
function isMisused({ isOffline, urls }: Asked, [file]: readonly string[]): boolean {
  return isOffline || urls.length > 0 || !file
}

/** As the program under the report: by its exit code, or by its signal. */
function endAs({ code, signal }: { code: number | null; signal: NodeJS.Signals | null }): void {
  process.exitCode = code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)
  if (signal !== null) process.kill(process.pid, signal)
}

// Whoever reads may have seen enough: `outspan doctor | head`.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
main()
