import type { WriteStream } from 'node:tty'

/** Colours, or none where they would be noise. */
export interface Paint {
  readonly dim: (text: string) => string
  readonly red: (text: string) => string
}

/** A terminal knows about NO_COLOR, FORCE_COLOR and its own abilities; what is none gets no colours. */
export function createPaint(stream: Partial<WriteStream>): Paint {
  if (!stream.isTTY || !stream.hasColors?.()) return { dim: String, red: String }
  return { dim: text => `\x1b[2m${text}\x1b[22m`, red: text => `\x1b[31m${text}\x1b[39m` }
}
