/**
 * Numbers as text, by tables. V8 keeps the text of a number that it has not seen lately in a cache,
 * and makes it in the old generation of the heap for that, where only a full collection frees it:
 * the times of a span, which are never the same twice, left 100 bytes there with every call.
 */
const threeDigits = Array.from({ length: 1000 }, (_, i) => `${i}`.padStart(3, '0'))
const fractions = threeDigits.map(digits => `.${digits}`.replace(/\.?0+$/, ''))

/** @param value whole, 0 to 9,999,999 */
export function sevenDigits(value: number): string {
  const thousands = Math.floor(value / 1000)
  const first = Math.floor(thousands / 1000)
  return `${first}${threeDigits[thousands % 1000]}${threeDigits[value % 1000]}`
}

/** As `String(value)`; by table for what has up to three decimals, as milliseconds of a span have. */
export function numberText(value: number): string {
  const thousandths = Math.round(value * 1000)
  const isShort = value > 0 && value < 1_000_000 && thousandths / 1000 === value
  if (!isShort) return `${value}`
  return `${Math.floor(thousandths / 1000)}${fractions[thousandths % 1000]}`
}
