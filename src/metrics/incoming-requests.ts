import { gauge, type MetricPoint, type MetricProducer } from './point.js'

/** What this process has served, whether its spans were sampled or not. */
export class IncomingRequests implements MetricProducer {
  #count = 0
  #sum = 0
  #isServer = false

  /** @param duration milliseconds */
  add(duration: number): void {
    this.#isServer = true
    this.#count++
    this.#sum += duration
  }

  /** Nothing for a program that serves nothing. */
  collect(elapsed: number): readonly MetricPoint[] {
    if (!this.#isServer) return []
    const counter = '\\ASP.NET Applications(??APP_W3SVC_PROC??)'
    const points = [
      gauge(`${counter}\\Requests/Sec`, (this.#count * 1000) / elapsed),
      // NaN without a request: an average of nothing is not sent.
      gauge(`${counter}\\Request Execution Time`, this.#sum / this.#count)
    ]
    this.#count = 0
    this.#sum = 0
    return points
  }
}
