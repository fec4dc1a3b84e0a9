import {
  type AzureExporterOptions,
  AzureExporter as PlainAzureExporter
} from './export/azure/azure-exporter.js'
import { nameSource, readSettings, selectAzureOptions } from './settings.js'

/** Sends spans to Application Insights; what its options leave out comes from the environment. */
export class AzureExporter extends PlainAzureExporter {
  /** @throws ConfigurationError when there is no connection string, or an invalid one */
  constructor({ retryDelay, credential, ...options }: AzureExporterOptions = {}) {
    const config = readSettings(options)
    try {
      super({ ...selectAzureOptions(config), retryDelay, credential })
    } catch (error) {
      throw nameSource(config, error)
    }
  }
}
