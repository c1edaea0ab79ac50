/** Avro's binary decoding: one method for each thing that is read; every length is bounded by the bytes left. */

import { isUtf8 } from 'node:buffer'
import { maxDepth } from './avro-writer.ts'
import { formatPath, serdesErrors } from './errors.ts'
import { readShortText } from './short-text.ts'
import { lowWord, word64, words } from './word64.ts'

/** Internal: what Buffer#toString('utf8') ends in, without looking up the encoding; there since Node 6. */
interface FastBuffer extends Buffer {
  utf8Slice(start: number, end: number): string
}

/**
 * Items of arrays that take no bytes (null, an empty record) in one record. A block may claim 2^40 of them in six
 * bytes; nobody is known to send even one.
 */
const maxEmptyItems = 0x1_0000

const nothing = Buffer.alloc(0) as FastBuffer

export class AvroReader {
  depth = 0
  /** Steps to the value that is read; only where the decoder was compiled to keep them. */
  readonly path: (string | number)[] = []
  position = 0
  #buffer = nothing
  #emptyItems = 0

  begin(bytes: Buffer, position: number): void {
    // Every Buffer has the internal method; see FastBuffer.
    this.#buffer = bytes as FastBuffer
    this.position = position
    this.depth = 0
    this.#emptyItems = 0
    this.path.length = 0
  }

  /** Checks that everything was read. */
  finish(): void {
    const left = this.#left()
    if (left > 0) this.malformed(`with ${left} bytes after its end`)
  }

  /** Lets go of the bytes, which may be a part of much bigger ones. */
  release(): void {
    this.#buffer = nothing
  }

  malformed(reason: string): never {
    throw serdesErrors.malformedRecord({ path: formatPath(this.path), reason })
  }

  unreadable(reason: string): never {
    throw serdesErrors.unreadableValue({ path: formatPath(this.path), reason })
  }

  outOfRange(expected: string, got: string): never {
    throw serdesErrors.outOfRange({ path: formatPath(this.path), expected, got })
  }

  tooDeep(): never {
    throw serdesErrors.tooDeep({ path: formatPath(this.path), expected: `${maxDepth} levels` })
  }

  boolean(): boolean {
    const byte = this.#buffer[this.position++]
    if (byte === undefined) this.#cutOff()
    if (byte > 1) this.malformed(`with ${byte} for a boolean`)
    return byte === 1
  }

  int(): number {
    const byte = this.#buffer[this.position]
    if (byte !== undefined && byte < 0x80) {
      this.position++
      return (byte >>> 1) ^ -(byte & 1)
    }
    return this.#int()
  }

  long(): bigint {
    const byte = this.#buffer[this.position]
    if (byte !== undefined && byte < 0x80) {
      this.position++
      return BigInt((byte >>> 1) ^ -(byte & 1))
    }
    this.#words()
    // Filled by #words.
    return word64[0] as bigint
  }

  /** A long as number; one that is not safe is an error. */
  longNumber(): number {
    const value = this.longRounded()
    if (!Number.isSafeInteger(value)) this.#unsafe()
    return value
  }

  longString(): string {
    return this.long().toString()
  }

  /** A long as the nearest double, for a reader that declares float or double. */
  longRounded(): number {
    const byte = this.#buffer[this.position]
    if (byte !== undefined && byte < 0x80) {
      this.position++
      return (byte >>> 1) ^ -(byte & 1)
    }
    this.#words()
    // Both filled by #words; the first product is exact, so that the sum is rounded once.
    return (words[1 - lowWord] as number) * 0x1_0000_0000 + ((words[lowWord] as number) >>> 0)
  }

  float(): number {
    return this.#buffer.readFloatLE(this.#take(4))
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#take(8))
  }

  string(): string {
    const length = this.#length()
    const start = this.#take(length)
    return readShortText(this.#buffer, start, length) ?? this.#utf8(start, length)
  }

  bytes(): Uint8Array {
    return this.fixed(this.#length())
  }

  /** All bytes that are left: a top-level `bytes` schema, as Confluent frames it. */
  bareBytes(): Uint8Array {
    return this.fixed(this.#left())
  }

  /** All bytes that are left, as text. */
  bareString(): string {
    const length = this.#left()
    return this.#utf8(this.#take(length), length)
  }

  fixed(size: number): Uint8Array {
    const start = this.#take(size)
    // A copy, so that a kept value does not keep the whole fetched batch.
    const copy = new Uint8Array(size)
    copy.set(this.#buffer.subarray(start, start + size))
    return copy
  }

  /** Index of a union's branch or an enum's symbol. */
  index(size: number): number {
    const index = this.int()
    if (index < 0 || index >= size) this.malformed(`with index ${index} where there are ${size}`)
    return index
  }

  /**
   * Number of items in the next block of an array or map, 0 at its end.
   *
   * @param smallest - fewest bytes that an item takes.
   */
  block(smallest: number): number {
    let count = this.longNumber()
    if (count < 0) {
      count = -count
      this.#length()
    }
    this.#checkCount(count, smallest)
    return count
  }

  /** The same for items that nobody wants: a block that says its size is skipped as a whole. */
  skippedBlock(smallest: number): number {
    let count = this.longNumber()
    while (count < 0) {
      this.#take(this.#length())
      count = this.longNumber()
    }
    this.#checkCount(count, smallest)
    return count
  }

  skip(size: number): void {
    this.#take(size)
  }

  skipBytes(): void {
    this.#take(this.#length())
  }

  skipVarint(): void {
    this.longRounded()
  }

  #checkCount(count: number, smallest: number): void {
    if (count * smallest > this.#left()) this.malformed(`with ${count} items where ${this.#left()} bytes are left`)
    if (smallest > 0) return
    this.#emptyItems += count
    if (this.#emptyItems > maxEmptyItems) this.malformed(`with ${this.#emptyItems} items that take no bytes`)
  }

  #left(): number {
    return this.#buffer.length - this.position
  }

  #take(size: number): number {
    const start = this.position
    if (size > this.#left()) this.#cutOff()
    this.position = start + size
    return start
  }

  #length(): number {
    const length = this.int()
    if (length < 0 || length > this.#left()) {
      this.malformed(`with a length of ${length} where ${this.#left()} bytes are left`)
    }
    return length
  }

  #int(): number {
    const first = this.#buffer[this.position] ?? 0
    const second = this.#buffer[this.position + 1]
    if (second !== undefined && second < 0x80) {
      this.position += 2
      const zigzag = (first & 0x7f) | (second << 7)
      return (zigzag >>> 1) ^ -(zigzag & 1)
    }
    return this.#longInt()
  }

  #longInt(): number {
    let zigzag = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#buffer[this.position++]
      if (byte === undefined) this.#cutOff()
      if (shift === 28 && byte > 0x0f) break
      zigzag |= (byte & 0x7f) << shift
      if (byte < 0x80) return (zigzag >>> 1) ^ -(zigzag & 1)
    }
    return this.malformed('with an int of more than 32 bits')
  }

  /** Reads a zigzag long into `words`. */
  #words(): void {
    // 64 bits in three numbers of 28, 28 and 8.
    let low = 0
    let middle = 0
    let top = 0
    let byte = 0x80
    for (let shift = 0; shift < 28 && byte > 0x7f; shift += 7) {
      byte = this.#byte()
      low |= (byte & 0x7f) << shift
    }
    for (let shift = 0; shift < 28 && byte > 0x7f; shift += 7) {
      byte = this.#byte()
      middle |= (byte & 0x7f) << shift
    }
    if (byte > 0x7f) {
      byte = this.#byte()
      top = byte & 0x7f
      if (byte > 0x7f) {
        byte = this.#byte()
        if (byte > 1) this.malformed('with a long of more than 64 bits')
        top |= byte << 7
      }
    }
    const zigzagLow = low | (middle << 28)
    const zigzagHigh = (middle >>> 4) | (top << 24)
    const sign = -(zigzagLow & 1)
    words[lowWord] = ((zigzagLow >>> 1) | (zigzagHigh << 31)) ^ sign
    words[1 - lowWord] = (zigzagHigh >>> 1) ^ sign
  }

  #byte(): number {
    const byte = this.#buffer[this.position++]
    if (byte === undefined) this.#cutOff()
    return byte
  }

  #utf8(start: number, length: number): string {
    const text = this.#buffer.utf8Slice(start, start + length)
    // What is no UTF-8 was read as U+FFFD; where one is found, the bytes say whether it was meant.
    if (text.includes('\ufffd') && !isUtf8(this.#buffer.subarray(start, start + length))) {
      this.malformed('with text that is not UTF-8')
    }
    return text
  }

  #cutOff(): never {
    return this.malformed('cut off before its end')
  }

  #unsafe(): never {
    return this.outOfRange('a safe number; read longs as bigint or string', `long ${word64[0]}`)
  }
}
