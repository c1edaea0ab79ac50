/** A cursor over received bytes. Nothing it reads may be trusted, so every length is held against the bytes left. */

import { isUtf8 } from 'node:buffer'
import { protocolErrors } from './errors.ts'
import { readInt64 } from './int64.ts'

/**
 * The most elements that all arrays of one message may have together. Kafka has no such bound; without one, a request of
 * 100 MiB could become gigabytes of objects. Ten thousand partitions in one request are a hundredth of it.
 */
const maxElements = 1_000_000

export class Reader {
  #elements = 0
  readonly bytes: Buffer
  position: number
  readonly end: number

  constructor(bytes: Buffer, position = 0, end = bytes.length) {
    this.bytes = bytes
    this.position = position
    this.end = end
  }

  get left(): number {
    return this.end - this.position
  }

  /** Takes the count of an array, in which an element takes `minBytes` or more. */
  countElements(count: number, minBytes: number): void {
    this.#elements += count
    if (count * Math.max(minBytes, 1) > this.left || this.#elements > maxElements)
      throw protocolErrors.badLength('array', count)
  }

  int8(): number {
    return this.bytes.readInt8(this.#advance(1, 'int8'))
  }

  int16(): number {
    return this.bytes.readInt16BE(this.#advance(2, 'int16'))
  }

  int32(): number {
    return this.bytes.readInt32BE(this.#advance(4, 'int32'))
  }

  /** An int64 that this code counts with: beyond 2^53 it is refused, never rounded. */
  int64(): number {
    const value = readInt64(this.bytes, this.#advance(8, 'int64'))
    if (!Number.isSafeInteger(value)) throw protocolErrors.badValue('int64', 'its value lies beyond 2^53')
    return value
  }

  /** An int64, or, where it lies beyond 2^53, the last safe integer before that. */
  nearInt64(): number {
    const value = readInt64(this.bytes, this.#advance(8, 'int64'))
    return Math.max(Number.MIN_SAFE_INTEGER, Math.min(value, Number.MAX_SAFE_INTEGER))
  }

  bigint64(): bigint {
    return this.bytes.readBigInt64BE(this.#advance(8, 'int64'))
  }

  /** Unsigned LEB128 of at most 32 bits. */
  uvarint(): number {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.#advance(1, 'uvarint')] ?? 0
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) {
        if (value > 0xffff_ffff) break
        return value
      }
    }
    throw protocolErrors.badValue('uvarint', 'it has more than 32 bits')
  }

  /** Zigzag LEB128 of at most 32 bits. */
  varint(): number {
    const value = this.uvarint()
    return (value >>> 1) ^ -(value & 1)
  }

  /** Zigzag LEB128 of at most 64 bits. */
  varlong(): bigint {
    // Nearly all are differences between the times of neighbours: up to 28 bits need no arithmetic on bigints.
    const start = this.position
    let small = 0
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.bytes[this.#advance(1, 'varlong')] ?? 0
      small |= (byte & 0x7f) << shift
      if (byte < 0x80) return BigInt((small >>> 1) ^ -(small & 1))
    }
    this.position = start
    return this.#largeVarlong()
  }

  /** The next `length` bytes, not copied. */
  slice(length: number, what: string): Buffer {
    if (length < 0) throw protocolErrors.badLength(what, length)
    const at = this.#advance(length, what)
    return this.bytes.subarray(at, at + length)
  }

  text(length: number, what: string): string {
    const start = this.#advance(length, what)
    const value = this.bytes.toString('utf8', start, start + length)
    // Bad UTF-8 decodes to U+FFFD; only text that holds one has to be looked at again.
    if (value.includes('\ufffd') && !isUtf8(this.bytes.subarray(start, start + length)))
      throw protocolErrors.badValue(what, 'it is not UTF-8')
    return value
  }

  #largeVarlong(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.bytes[this.#advance(1, 'varlong')] ?? 0
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) {
        if (value > 0xffff_ffff_ffff_ffffn) break
        return (value >> 1n) ^ -(value & 1n)
      }
    }
    throw protocolErrors.badValue('varlong', 'it has more than 64 bits')
  }

  #advance(length: number, what: string): number {
    const at = this.position
    if (length > this.end - at) throw protocolErrors.truncated(what, length, this.end - at)
    this.position = at + length
    return at
  }
}
