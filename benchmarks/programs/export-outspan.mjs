import { AzureExporter } from '../../build/src/export/azure/azure-exporter.js'
import { endedCalls } from './ended-calls.mjs'
import { measureExport } from './measure-export.mjs'

const [connectionString] = process.argv.slice(2)
const exporter = new AzureExporter({ connectionString, serviceName: 'shop' })
await measureExport(endedCalls, spans => exporter.export(spans))
