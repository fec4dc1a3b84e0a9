import { azureEnvironment } from '../harness/contestants.mjs'

const core = ['http', 'https']
const all = [...core, 'fetch', 'undici']

// Nothing about themselves to elsewhere, and all traces instead of five per second.
const azure = endpoint => ({
  ...azureEnvironment(endpoint),
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
  OTEL_TRACES_SAMPLER: 'always_on'
})

/** What others would install instead, set up as their manuals say, with every call sampled.
 * `kinds` are the clients that they trace; `packages` what is installed,
 * `exportProgram` measures the exporter among them by itself. */
export const peers = [
  {
    name: 'azure-monitor',
    packages: ['@azure/monitor-opentelemetry@1.18', '@opentelemetry/api@1.9'],
    kinds: core,
    exportProgram: 'export-vendor',
    environment: azure
  },
  {
    name: 'applicationinsights-3',
    packages: ['applicationinsights@3.16'],
    kinds: core,
    environment: azure
  },
  {
    name: 'applicationinsights-2',
    packages: ['applicationinsights@2.9.8'],
    kinds: core,
    environment: azure
  },
  {
    name: 'opentelemetry',
    // The newest that can be installed together on the day of writing.
    packages: [
      '@opentelemetry/sdk-trace-node@2.12',
      '@opentelemetry/api@1.9',
      '@opentelemetry/exporter-trace-otlp-http@0.221',
      '@opentelemetry/instrumentation@0.221',
      '@opentelemetry/instrumentation-http@0.221',
      '@opentelemetry/instrumentation-undici@0.31'
    ],
    kinds: all,
    environment: ({ plain }) => ({ OTEL_EXPORTER_OTLP_ENDPOINT: plain })
  },
  {
    name: 'elastic-apm-node',
    packages: ['elastic-apm-node@4.18'],
    kinds: all,
    environment: ({ plain }) => ({
      ELASTIC_APM_SERVER_URL: plain,
      ELASTIC_APM_CLOUD_PROVIDER: 'none'
    })
  },
  {
    name: 'dd-trace',
    packages: ['dd-trace@5.132'],
    kinds: all,
    environment: ({ plain }) => ({ DD_TRACE_AGENT_URL: plain, DD_TRACE_STARTUP_LOGS: 'false' })
  }
]
