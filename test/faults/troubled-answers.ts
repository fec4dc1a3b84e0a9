import type { Answer } from '../../tools/ingestion-stand-in/server.js'

const busy = { statusCode: 503, message: 'Busy' }

/** What a service in trouble answers, one after the other: no item is accepted that is to come again. */
export function createTroubledAnswers(random: () => number): () => Answer {
  return () => {
    const kind = Math.floor(random() * 8)
    if (kind === 0) return { status: 500 }
    if (kind === 1) return { status: 503 }
    if (kind === 2) return { status: 429, headers: { 'retry-after': '0' } }
    if (kind === 3) return { ending: 'close' }
    if (kind === 4) return { ending: 'reset' }
    if (kind === 5) return { delay: random() * 100 }
    if (kind === 6) return { items: chooseIndices(random) }
    return {}
  }
}

/** The same for the same index, however often the stand-in asks. */
function chooseIndices(random: () => number): (index: number) => typeof busy | undefined {
  const seed = random()
  return index => (((index + 1) * seed * 7919) % 1 < 0.5 ? busy : undefined)
}
