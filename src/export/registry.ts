import type { AzureExporterOptions } from './azure/azure-exporter.js'
import { readIngestionTarget } from './azure/ingestion-target.js'
import './core-http.js'
import type { ConsoleExporterOptions } from './console-exporter.js'
import { DeferredExporter } from './deferred-exporter.js'
import type { SpanExporter } from './exporter.js'

/**
 * Every exporter by its name. A maker checks its settings at once; what is large to load comes with
 * the first span.
 */
export const exporters = {
  azure: options => {
    readIngestionTarget(options)
    return new DeferredExporter(() => loadAzureExporter(options))
  },
  console: () => new DeferredExporter(() => loadConsoleExporter('text')),
  'console-json': () => new DeferredExporter(() => loadConsoleExporter('json'))
} as const satisfies Record<string, (options: AzureExporterOptions) => SpanExporter>

export type ExporterName = keyof typeof exporters

export const exporterNames = Object.keys(exporters) as readonly ExporterName[]

// Each is a file of its own, see build.mjs.

function loadAzureExporter(options: AzureExporterOptions): SpanExporter {
  const { AzureExporter } =
    require('./azure/azure-exporter.js') as typeof import('./azure/azure-exporter.js')
  return new AzureExporter(options, 'automatic')
}

function loadConsoleExporter(format: ConsoleExporterOptions['format']): SpanExporter {
  const { ConsoleExporter } =
    require('./console-exporter.js') as typeof import('./console-exporter.js')
  return new ConsoleExporter({ format })
}
