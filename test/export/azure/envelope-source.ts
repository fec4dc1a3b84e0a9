import type { EnvelopeSource } from '../../../src/export/azure/envelope/envelope.js'
import { Redaction } from '../../../src/trace/redaction.js'

/** For the key that a stand-in has by default. */
export const envelopeSource: EnvelopeSource = {
  instrumentationKey: '00000000-0000-0000-0000-000000000001',
  cloudRole: 'shop',
  cloudRoleInstance: 'shop-1',
  sdkVersion: 'outspan:0.0.0',
  redaction: new Redaction()
}
