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

/** Bytes that a value takes on the wire. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** So much of a text that it takes at most `bytes` on the wire, where one character may take six. */
export function truncateJson(text: string, bytes: number): string {
  let cut = text
  for (let size = jsonBytes(cut); size > bytes && cut !== ''; size = jsonBytes(cut)) {
    // What is left may be longer in JSON than what goes: each round takes something.
    cut = truncate(cut, Math.min(cut.length - 1, Math.floor((cut.length * bytes) / size)))
  }
  return cut
}
