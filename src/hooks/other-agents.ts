import { findLoadedPackages } from './loaded-packages.js'

/** Packages that trace the same calls. */
export const otherAgents = [
  '@azure/monitor-opentelemetry',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/instrumentation-undici',
  '@sentry/node',
  'applicationinsights',
  'dd-trace',
  'elastic-apm-node',
  'newrelic'
]

export function findOtherAgents(): readonly string[] {
  return findLoadedPackages(otherAgents)
}
