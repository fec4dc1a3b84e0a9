import type { Envelope } from '../../tools/ingestion-stand-in/server.js'
import samples from './sample-envelopes.json'

/** Valid envelopes as of now, for the key that a stand-in has by default: a sampled dependency, a
 * failed dependency, a request, a metric and an exception. */
export function sampleEnvelopes(): Envelope[] {
  const time = new Date().toISOString()
  const iKey = '00000000-0000-0000-0000-000000000001'
  // The compiler widens what a JSON file holds, such as `ver: 1` to a number.
  return samples.map(sample => ({ ...sample, time, iKey }) as Envelope)
}

/** The first of them, an HTTP call that succeeded. */
export function sampleDependency(): Envelope {
  const [first] = sampleEnvelopes()
  if (!first) throw new Error('the samples are empty')
  return first
}
