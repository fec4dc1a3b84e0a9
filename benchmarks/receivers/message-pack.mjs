/** As much of MessagePack as a tracer sends. */
export function decodeMessagePack(buffer) {
  return new Reader(buffer).value()
}

class Reader {
  #buffer
  #position = 0

  constructor(buffer) {
    this.#buffer = buffer
  }

  value() {
    const type = this.#unsigned(1)
    if (type < 0x80) return type
    if (type < 0x90) return this.#map(type & 0x0f)
    if (type < 0xa0) return this.#array(type & 0x0f)
    if (type < 0xc0) return this.#text(type & 0x1f)
    if (type >= 0xe0) return type - 0x100
    const read = longForms[type]
    if (read === undefined) throw new Error(`MessagePack type 0x${type.toString(16)} is unknown`)
    return read(this)
  }

  #take(length) {
    this.#position += length
    return this.#buffer.subarray(this.#position - length, this.#position)
  }

  #unsigned(length) {
    const bytes = this.#take(length)
    return length === 8 ? bytes.readBigUInt64BE() : bytes.readUIntBE(0, length)
  }

  #text(length) {
    return this.#take(length).toString()
  }

  #array(length) {
    return Array.from({ length }, () => this.value())
  }

  #map(length) {
    return Object.fromEntries(Array.from({ length }, () => [this.value(), this.value()]))
  }

  static longForms() {
    const sized = (read, ...lengths) =>
      lengths.map(n => reader => read(reader, reader.#unsigned(n)))
    const [bin8, bin16, bin32] = sized((reader, length) => reader.#take(length), 1, 2, 4)
    const [str8, str16, str32] = sized((reader, length) => reader.#text(length), 1, 2, 4)
    const [array16, array32] = sized((reader, length) => reader.#array(length), 2, 4)
    const [map16, map32] = sized((reader, length) => reader.#map(length), 2, 4)
    const [u8, u16, u32, u64] = sized((_, value) => value, 1, 2, 4, 8)
    return {
      192: () => null,
      194: () => false,
      195: () => true,
      ...{ 196: bin8, 197: bin16, 198: bin32 },
      202: reader => reader.#take(4).readFloatBE(),
      203: reader => reader.#take(8).readDoubleBE(),
      ...{ 204: u8, 205: u16, 206: u32, 207: u64 },
      208: reader => reader.#take(1).readInt8(),
      209: reader => reader.#take(2).readInt16BE(),
      210: reader => reader.#take(4).readInt32BE(),
      211: reader => reader.#take(8).readBigInt64BE(),
      ...{ 217: str8, 218: str16, 219: str32 },
      ...{ 220: array16, 221: array32, 222: map16, 223: map32 }
    }
  }
}

const longForms = Reader.longForms()
