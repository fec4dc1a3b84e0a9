import { isClearLoss } from './clear-loss.mjs'

/**
 * What a scenario's result says beside the ratio that is expected; `ok` is the only good news. An
 * agent that loses its spans looks faster, so that its ratio says nothing.
 */
export function verdictOn(result, expected) {
  if (result === undefined) return 'not measured'
  if (result.deliveredShare < 1) return 'LOST'
  if (expected === undefined) return 'not expected: --write'
  return isClearLoss(result.ratio, expected) ? 'LOSS' : 'ok'
}
