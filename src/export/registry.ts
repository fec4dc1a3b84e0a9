import type { AzureExporterOptions } from './azure/azure-exporter.js'
import { readIngestionTarget } from './azure/ingestion-target.js'
import { DeferredExporter } from './deferred-exporter.js'
import type { SpanExporter } from './exporter.js'

/**
 * Every exporter by its name. Makers check their settings at once, and load what is large when the
 * first span comes.
 */
export const exporters = {
  azure: createAzureExporter,
  console: () => createConsoleExporter('text'),
  'console-json': () => createConsoleExporter('json')
} as const satisfies Record<string, (options: AzureExporterOptions) => SpanExporter>

export type ExporterName = keyof typeof exporters

export const exporterNames = Object.keys(exporters) as readonly ExporterName[]

/** @throws ConfigurationError when the connection string is missing or invalid */
function createAzureExporter(options: AzureExporterOptions): SpanExporter {
  readIngestionTarget(options)
  return new DeferredExporter(() => {
    // Not import(): at exit there is no time left to wait for it.
    const module =
      require('./azure/azure-exporter.js') as typeof import('./azure/azure-exporter.js')
    return new module.AzureExporter(options)
  })
}

function createConsoleExporter(format: 'text' | 'json'): SpanExporter {
  return new DeferredExporter(() => {
    const module = require('./console-exporter.js') as typeof import('./console-exporter.js')
    return new module.ConsoleExporter({ format })
  })
}
