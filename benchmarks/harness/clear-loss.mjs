/** By how much the added cost may grow before it is no more the machine's mood. */
const tolerance = 1.25

/**
 * Whether a ratio to the bare program is worse than the one expected beyond doubt: three quarters of
 * the rounds are worse than three quarters of the expected ones were, and what is added to the bare
 * program has grown by more than a quarter.
 */
export function isClearLoss(measured, expected) {
  const isBeyondQuartiles = measured.low > expected.high
  return isBeyondQuartiles && measured.median - 1 > tolerance * (expected.median - 1)
}
