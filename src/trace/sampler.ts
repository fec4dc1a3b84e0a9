import { ConfigurationError, describeValue } from '../diagnostics/errors.js'

/** Decides which traces are kept; asked once for each root span. */
export interface Sampler {
  /** Probability with which a trace is kept, 0 to 1; a kept span stands for 1/rate calls. */
  readonly rate: number
  /** @param traceId 32 lower-case hex digits */
  shouldSample(traceId: string): boolean
}

/** Keeps every trace. */
export class AlwaysOnSampler implements Sampler {
  readonly rate = 1

  shouldSample(): boolean {
    return true
  }
}

/** Keeps none; headers are still written, with the flag 00. */
export class AlwaysOffSampler implements Sampler {
  readonly rate = 0

  shouldSample(): boolean {
    return false
  }
}

/**
 * Keeps a share of all traces, chosen by the trace id, so that every service with the same rate
 * keeps the same ones, those with Microsoft's SDKs too (azure-ingestion.md §11).
 */
export class ProbabilitySampler implements Sampler {
  readonly rate: number

  /** @throws ConfigurationError `ERR_SAMPLING_RATE` when the rate is not between 0.0 and 1.0 */
  constructor(rate = 1) {
    if (!isSamplingRate(rate)) {
      const problem = `${describeValue(rate)} is no sampling rate; allowed is a number from 0.0 to 1.0`
      throw new ConfigurationError('ERR_SAMPLING_RATE', 'samplingRate', problem)
    }
    this.rate = rate
  }

  shouldSample(traceId: string): boolean {
    return this.rate === 1 || samplingScore(traceId) < this.rate * 100
  }
}

function isSamplingRate(rate: unknown): rate is number {
  return typeof rate === 'number' && rate >= 0 && rate <= 1
}

/** The score that all Application Insights SDKs compute: 0 to 100, over the text of the trace id. */
export function samplingScore(traceId: string): number {
  let text = traceId
  while (text.length < 8) text += text
  let hash = 5381
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 33) + text.charCodeAt(i)) | 0
  const positive = hash === -(2 ** 31) ? 2 ** 31 - 1 : Math.abs(hash)
  return (positive / (2 ** 31 - 1)) * 100
}
