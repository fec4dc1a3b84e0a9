import { AzureExporter } from '../../build/src/export/azure/azure-exporter.js'
import { endedCalls } from './ended-calls.mjs'
import { measureExport } from './measure-export.mjs'

const port = Number(process.argv[2])
const connectionString = process.env.APPLICATIONINSIGHTS_CONNECTION_STRING
const exporter = new AzureExporter({ connectionString, serviceName: 'shop' })
await measureExport(
  count => endedCalls(count, port),
  spans => exporter.export(spans)
)
