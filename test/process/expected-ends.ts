import type { Expected } from './telemetry-check.js'

/** The program gave up before any answer came. */
export const cancelled: Expected = {
  resultCode: 'AbortError',
  success: true,
  properties: { 'outspan.cancelled': 'true' }
}

/** The program gave up within the body of a good answer. */
export const cancelledInBody: Expected = { ...cancelled, resultCode: '200' }

/** The call broke, in the body when there is a `resultCode` of its own. */
export function failed(code: string, resultCode = code): Expected {
  return { resultCode, success: false, properties: { 'error.type': code } }
}
