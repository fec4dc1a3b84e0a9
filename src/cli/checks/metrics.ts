import { type Finding, ok, problem } from '../finding.js'
import type { Subject } from '../subject.js'

/** What the preload exports by itself; views of the program show in a run. */
const groups = {
  standard: 'processor, memory, event loop, garbage collection and requests per second',
  durations: 'durations of every call and request, whatever the sampling',
  items: 'what became of the telemetry itself'
} as const

/** Whether metrics are on, and which. */
export function checkMetrics({ config: { settings, sources } }: Subject): readonly Finding[] {
  const { metrics, metricsExportInterval, exporter } = settings
  if (metrics.length === 0) {
    return [ok('none are exported but by code; OUTSPAN_METRICS turns them on', sources.metrics)]
  }
  if (exporter !== 'azure') {
    const found = `${metrics.join(', ')} are on, and the exporter is ${exporter}`
    return [problem('metrics-not-sent', found, sources.metrics)]
  }
  const seconds = metricsExportInterval / 1000
  return [
    ...metrics.map(name => ok(`${name}: ${groups[name]}`, sources.metrics)),
    ok(`views are exported, too; a point is of ${seconds} s`, sources.metricsExportInterval)
  ]
}
