import type { ReportedView } from './run-report/run-report.js'

let read: () => readonly ReportedView[] = () => []

/** By the code of metrics when it is loaded: asking for it would load it. */
export function provideViews(readViews: () => readonly ReportedView[]): void {
  read = readViews
}

/** For doctor; empty where nothing has loaded metrics. */
export function readRegisteredViews(): readonly ReportedView[] {
  return read()
}
