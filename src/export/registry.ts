import { AzureExporter, type AzureExporterOptions } from './azure/azure-exporter.js'
import { ConsoleExporter } from './console-exporter.js'
import type { SpanExporter } from './exporter.js'

/**
 * Every exporter by its name. A maker checks its settings at once; what is large to load comes with
 * the first span.
 */
export const exporters = {
  azure: options => new AzureExporter(options, 'automatic'),
  console: () => new ConsoleExporter({ format: 'text' }),
  'console-json': () => new ConsoleExporter({ format: 'json' })
} as const satisfies Record<string, (options: AzureExporterOptions) => SpanExporter>

export type ExporterName = keyof typeof exporters

export const exporterNames = Object.keys(exporters) as readonly ExporterName[]
