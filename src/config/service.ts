import type { Program } from './program.js'

/** What a process says of itself, where the settings do not. */
export interface Service {
  readonly name: string | undefined
  readonly namespace: string | undefined
  readonly instance: string | undefined
  readonly version: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

// In the order of azure-ingestion.md §5.
const workloads = ['deployment', 'replicaset', 'statefulset', 'job', 'cronjob', 'daemonset']

/**
 * First what OpenTelemetry's variable says, then the platform: App Service and Functions, Container
 * Apps, the workload in Kubernetes; then package.json. In a pod, the host name is the pod's.
 */
export function findService(environment: Environment, program: Program): Service {
  const attributes = readResourceAttributes(environment['OTEL_RESOURCE_ATTRIBUTES'] ?? '')
  const workload = workloads.map(kind => attributes.get(`k8s.${kind}.name`)).find(Boolean)
  return {
    name:
      attributes.get('service.name') ||
      workload ||
      environment['WEBSITE_SITE_NAME'] ||
      environment['CONTAINER_APP_NAME'] ||
      program.name,
    namespace: attributes.get('service.namespace') || undefined,
    instance:
      attributes.get('k8s.pod.name') ||
      attributes.get('service.instance.id') ||
      environment['WEBSITE_INSTANCE_ID'] ||
      environment['CONTAINER_APP_REPLICA_NAME'] ||
      undefined,
    version: attributes.get('service.version') || program.version
  }
}

/** `key=value` parted by commas, values in percent encoding (OpenTelemetry, Resource SDK). */
function readResourceAttributes(text: string): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>()
  for (const part of text.split(',')) {
    const separator = part.indexOf('=')
    if (separator === -1) continue
    const key = part.slice(0, separator).trim()
    attributes.set(key, decode(part.slice(separator + 1).trim()))
  }
  return attributes
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
