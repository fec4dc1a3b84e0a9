/** One block of a page between three backquotes. */
export interface CodeBlock {
  readonly language: string
  /** `file=…` behind the language: what it is to be saved as. */
  readonly file: string | undefined
  readonly code: string
  /** Of its first line, from 1. */
  readonly line: number
}

/** The blocks of a page that have a language; others are pictures. */
export function findCodeBlocks(page: string): readonly CodeBlock[] {
  const blocks = page.matchAll(/^```(\w+)(?: file=(\S+))?\n([\s\S]*?)^```$/gm)
  return [...blocks].map(({ 1: language = '', 2: file, 3: code = '', index }) => {
    const line = page.slice(0, index).split('\n').length + 1
    return { language, file, code, line }
  })
}
