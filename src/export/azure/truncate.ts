/** At most `length` UTF-16 units, never half a surrogate pair, which would be invalid UTF-8. */
export function truncate(text: string, length: number): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  if (whole.length <= length) return whole
  const last = whole.charCodeAt(length - 1)
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff
  return whole.slice(0, isHighSurrogate ? length - 1 : length)
}

/** At most `length` bytes of UTF-8, cut between code points. */
export function truncateBytes(text: string, length: number): string {
  // No code unit takes more than three bytes.
  const whole = truncate(text, length)
  if (whole.length * 3 <= length || Buffer.byteLength(whole) <= length) return whole
  const bytes = Buffer.from(whole)
  let end = length
  // Bytes 10xxxxxx continue a code point.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--
  return bytes.toString('utf8', 0, end)
}
