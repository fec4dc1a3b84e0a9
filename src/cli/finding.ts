import { problems } from './problems.js'

export type ProblemCode = keyof typeof problems

/** What one check found. */
export interface Finding {
  /** `skipped`: it could not be looked at, and why. */
  readonly status: 'ok' | 'skipped' | 'problem'
  /** A sentence. */
  readonly found: string
  /** Where the value came from, where there is one: a variable, a file. */
  readonly source?: string | undefined
  /** Stable; a heading of docs/troubleshooting.md. Only of problems. */
  readonly code?: ProblemCode
  /** How to mend it. Only of problems. */
  readonly advice?: string
}

export function ok(found: string, source?: string): Finding {
  return { status: 'ok', found, source }
}

export function skipped(found: string): Finding {
  return { status: 'skipped', found }
}

export function problem(code: ProblemCode, found: string, source?: string): Finding {
  return { status: 'problem', found, source, code, advice: problems[code] }
}
