import { styleText } from 'node:util'
import type { Finding } from './finding.js'

const colours = { ok: 'green', skipped: 'yellow', problem: 'red' } as const

/** Colours, on a terminal only, and not where NO_COLOR is set. */
export class Paint {
  readonly #isColoured: boolean

  constructor({ isTTY }: { readonly isTTY?: boolean }) {
    this.#isColoured = isTTY === true && !process.env['NO_COLOR']
  }

  heading(text: string): string {
    return this.#style('bold', text)
  }

  faint(text: string): string {
    return this.#style('dim', text)
  }

  status(status: Finding['status'], text: string): string {
    return this.#style(colours[status], text)
  }

  #style(style: Parameters<typeof styleText>[0], text: string): string {
    return this.#isColoured ? styleText(style, text) : text
  }
}
