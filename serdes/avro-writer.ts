/** Avro's binary encoding: one method for each thing that is written, each checks its value. */

import { ByteWriter } from './byte-writer.ts'
import { describeValue, formatPath, serdesErrors } from './errors.ts'
import { lowWord, word64, words } from './word64.ts'

/** Nesting that a recursive schema may have; far beyond real data, far below the end of the stack. */
export const maxDepth = 1000

/** Strings up to here are written by a loop; beyond it the native call is faster (measured, Node 24). */
const loopLength = 20

const minLong = -(2n ** 63n)
const maxLong = 2n ** 63n - 1n

export class AvroWriter extends ByteWriter {
  depth = 0
  /** Steps to the value that is written; only where the encoder was compiled to keep them. */
  readonly path: (string | number)[] = []

  override begin(schemaId: number): void {
    super.begin(schemaId)
    this.depth = 0
    this.path.length = 0
  }

  fail(expected: string, value: unknown): never {
    throw serdesErrors.invalidValue({ path: formatPath(this.path), expected, got: describeValue(value) })
  }

  tooDeep(): never {
    throw serdesErrors.tooDeep({ path: formatPath(this.path), expected: `${maxDepth} levels` })
  }

  /** An int that needs no check: an index, a count, a flag. */
  count(value: number): void {
    this.reserve(5)
    this.#varint(value * 2)
  }

  null(value: unknown): void {
    if (value !== null) this.fail('null', value)
  }

  boolean(value: unknown): void {
    if (typeof value !== 'boolean') this.fail('boolean', value)
    this.reserve(1)
    this.buffer[this.position++] = value ? 1 : 0
  }

  int(value: unknown): void {
    if (typeof value !== 'number' || (value | 0) !== value) this.fail('int', value)
    this.reserve(5)
    this.#varint(((value << 1) ^ (value >> 31)) >>> 0)
  }

  /** A long as bigint, the whole range. */
  long(value: unknown): void {
    if (typeof value !== 'bigint') this.fail('long (bigint)', value)
    if (value < minLong || value > maxLong) this.fail('long (64 bits)', value)
    word64[0] = value
    this.#word64()
  }

  /** A long as number: whole, and safe. */
  longNumber(value: unknown): void {
    if (!Number.isSafeInteger(value)) this.fail('long (whole number below 2^53)', value)
    this.safeLong(value as number)
  }

  longString(value: unknown): void {
    if (typeof value !== 'string' || !/^-?\d{1,19}$/.test(value)) this.fail('long (string of digits)', value)
    this.long(BigInt(value))
  }

  /** A whole number that is known to be safe. */
  safeLong(value: number): void {
    if ((value | 0) === value) {
      this.reserve(5)
      this.#varint(((value << 1) ^ (value >> 31)) >>> 0)
      return
    }
    words[lowWord] = value
    words[1 - lowWord] = Math.floor(value / 0x1_0000_0000)
    this.#word64()
  }

  float(value: unknown): void {
    if (typeof value !== 'number') this.fail('float', value)
    if (Number.isFinite(value) && !Number.isFinite(Math.fround(value))) this.fail('float (32 bits)', value)
    this.reserve(4)
    this.position = this.buffer.writeFloatLE(value, this.position)
  }

  double(value: unknown): void {
    if (typeof value !== 'number') this.fail('double', value)
    this.reserve(8)
    this.position = this.buffer.writeDoubleLE(value, this.position)
  }

  bytes(value: unknown): void {
    if (!(value instanceof Uint8Array)) this.fail('bytes (Uint8Array)', value)
    this.count(value.length)
    this.raw(value)
  }

  /** Bytes without their length: a top-level `bytes` schema, as Confluent frames it. */
  bareBytes(value: unknown): void {
    if (!(value instanceof Uint8Array)) this.fail('bytes (Uint8Array)', value)
    this.raw(value)
  }

  fixed(value: unknown, size: number): void {
    if (!(value instanceof Uint8Array) || value.length !== size) this.fail(`fixed of ${size} bytes (Uint8Array)`, value)
    this.raw(value)
  }

  string(value: unknown): void {
    if (typeof value !== 'string') this.fail('string', value)
    if (value.length > loopLength || !this.#shortAscii(value)) this.#longString(value)
  }

  /** Writes a short string when it is ASCII; otherwise leaves the position where it was. */
  #shortAscii(value: string): boolean {
    const { length } = value
    this.reserve(length + 1)
    const { buffer, position } = this
    for (let i = 0; i < length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      buffer[position + 1 + i] = code
    }
    buffer[position] = length * 2
    this.position = position + 1 + length
    return true
  }

  #longString(value: string): void {
    // A lone surrogate has no UTF-8; written, it would come back as another character.
    if (!value.isWellFormed()) this.fail('string of whole characters', value)
    const most = value.length * 3
    if (most >= 0x2000) {
      this.count(Buffer.byteLength(value))
      this.text(value)
      return
    }
    // One pass: the length is guessed to take as many bytes as that of an ASCII string, and nearly always does.
    const guess = value.length < 64 ? 1 : 2
    this.reserve(most + 2)
    const { buffer, position } = this
    const written = buffer.utf8Write(value, position + guess, most)
    if (guess === 1 && written >= 64) buffer.copyWithin(position + 2, position + 1, position + 1 + written)
    this.#varint(written * 2)
    this.position += written
  }

  /** A non-negative zigzag value below 2^32. Room for 5 bytes is there. */
  #varint(zigzag: number): void {
    const { buffer } = this
    let { position } = this
    let rest = zigzag
    while (rest > 0x7f) {
      buffer[position++] = (rest & 0x7f) | 0x80
      rest >>>= 7
    }
    buffer[position++] = rest
    this.position = position
  }

  /** The 64-bit value in `words`, zigzag encoded. */
  #word64(): void {
    // Two's complement halves: (v << 1) ^ (v >> 63).
    const low = words[lowWord] as number
    const high = words[1 - lowWord] as number
    const sign = high >> 31
    let zigzagLow = ((low << 1) ^ sign) >>> 0
    let zigzagHigh = (((high << 1) | (low >>> 31)) ^ sign) >>> 0
    this.reserve(10)
    const { buffer } = this
    let { position } = this
    while (zigzagHigh !== 0) {
      buffer[position++] = (zigzagLow & 0x7f) | 0x80
      zigzagLow = ((zigzagLow >>> 7) | (zigzagHigh << 25)) >>> 0
      zigzagHigh >>>= 7
    }
    this.position = position
    this.#varint(zigzagLow)
  }
}
