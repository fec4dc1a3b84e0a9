import type { Envelope } from './envelope.js'

/** The service refuses items above 64 KB; some room is left for what counts differently there. */
export const maxItemBytes = 64_000

/**
 * The envelope as one line of JSON below the limit for an item. Custom properties that are too
 * large in sum go first, the largest first, and the item says so; then the data, which is the only
 * other field that can be so large.
 */
export function formatEnvelopeLine(envelope: Envelope): string {
  const line = JSON.stringify(envelope)
  if (Buffer.byteLength(line) <= maxItemBytes) return line
  return JSON.stringify(shrink(envelope, Buffer.byteLength(line) - maxItemBytes))
}

const mark = 'outspan.properties_dropped'

function shrink(envelope: Envelope, excess: number): Envelope {
  const { baseType, baseData } = envelope.data
  const { properties = {} } = baseData as { properties?: Readonly<Record<string, string>> }
  const kept: Record<string, string> = { ...properties }
  let dropped = 0
  let remaining = excess + `"properties":{"${mark}":"9999999"},`.length
  for (const name of bySize(properties)) {
    if (remaining <= 0) break
    remaining -= sizeOf(name, kept[name] ?? '')
    delete kept[name]
    dropped++
  }
  kept[mark] = String(dropped)
  const rest = remaining > 0 ? { ...baseData, data: undefined } : baseData
  return { ...envelope, data: { baseType, baseData: { ...rest, properties: kept } } }
}

function bySize(properties: Readonly<Record<string, string>>): readonly string[] {
  const sizes = Object.entries(properties).map(
    ([name, value]) => [name, sizeOf(name, value)] as const
  )
  return sizes.sort((a, b) => b[1] - a[1]).map(([name]) => name)
}

/** Bytes of `"name":"value",` on the wire. */
function sizeOf(name: string, value: string): number {
  return Buffer.byteLength(JSON.stringify(name)) + Buffer.byteLength(JSON.stringify(value)) + 2
}
