import { hostname } from 'node:os'
import { sdkVersion } from '../../export/azure/sdk-version.js'

export const testMessage = 'outspan doctor: test item'

/** One message, as a line of JSON: the least that shows that a key is taken. */
export function createTestItem(instrumentationKey: string): string {
  return JSON.stringify({
    ver: 1,
    name: 'Microsoft.ApplicationInsights.Message',
    time: new Date().toISOString(),
    sampleRate: 100,
    iKey: instrumentationKey,
    tags: {
      'ai.cloud.role': 'outspan doctor',
      'ai.cloud.roleInstance': hostname(),
      'ai.internal.sdkVersion': sdkVersion
    },
    data: {
      baseType: 'MessageData',
      baseData: { ver: 2, message: testMessage, severityLevel: 'Information' }
    }
  })
}
