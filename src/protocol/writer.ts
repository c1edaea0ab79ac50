/** A growing buffer that answers are written into; large byte strings are passed through without a copy. */

import { protocolErrors } from './errors.ts'
import { writeInt64 } from './int64.ts'

/** Below this size a copy is cheaper than one more piece for writev. */
const passThroughBytes = 4096

export class Writer {
  #chunk: Buffer
  /** Where the part of `#chunk` begins that is not in `#pieces` yet. */
  #start = 0
  #position = 0
  #pieces: Buffer[] = []
  #piecesLength = 0

  constructor(initialBytes = 512) {
    this.#chunk = Buffer.allocUnsafe(initialBytes)
  }

  /** Bytes written until now. */
  get length(): number {
    return this.#piecesLength + this.#position - this.#start
  }

  /** What was written, as pieces in order; the writer is spent. */
  finish(): Buffer[] {
    this.#cut()
    return this.#pieces
  }

  /** What was written, as one buffer; the writer is spent. */
  finishWhole(): Buffer {
    const pieces = this.finish()
    const [first] = pieces
    return pieces.length === 1 && first ? first : Buffer.concat(pieces)
  }

  int8(value: number): void {
    const at = this.#reserve(1)
    this.#chunk.writeInt8(value, at)
  }

  int16(value: number): void {
    const at = this.#reserve(2)
    this.#chunk.writeInt16BE(value, at)
  }

  int32(value: number): void {
    const at = this.#reserve(4)
    this.#chunk.writeInt32BE(value, at)
  }

  int64(value: number): void {
    if (!Number.isSafeInteger(value))
      throw protocolErrors.cannotEncode('int64', `${value} is no whole number below 2^53`)
    const at = this.#reserve(8)
    writeInt64(this.#chunk, at, value)
  }

  bigint64(value: bigint): void {
    const at = this.#reserve(8)
    this.#chunk.writeBigInt64BE(value, at)
  }

  /** Unsigned LEB128 of at most 32 bits. */
  uvarint(value: number): void {
    const at = this.#reserve(5)
    this.#position = writeUvarint(this.#chunk, at, value)
  }

  text(value: string, length: number): void {
    const at = this.#reserve(length)
    this.#chunk.write(value, at, length, 'utf8')
  }

  bytes(value: Uint8Array): void {
    if (value.length < passThroughBytes) {
      const at = this.#reserve(value.length)
      this.#chunk.set(value, at)
      return
    }
    this.#cut()
    this.#pieces.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength))
    this.#piecesLength += value.length
  }

  /**
   * Leaves 4 bytes free and returns what fills them in later. They must be the first ones: those stay at the start of the
   * first piece, wherever the writer moves its bytes while it grows.
   */
  int32Later(): (value: number) => void {
    if (this.length > 0) throw new Error('only the first bytes can be filled in later')
    this.#reserve(4)
    return (value) => {
      const first = this.#pieces[0] ?? this.#chunk
      first.writeInt32BE(value)
    }
  }

  /** Room for `length` bytes. It may replace `#chunk`, so callers look at that afterwards. */
  #reserve(length: number): number {
    const at = this.#position
    if (at + length > this.#chunk.length) return this.#grow(length)
    this.#position = at + length
    return at
  }

  #grow(length: number): number {
    const used = this.#chunk.subarray(this.#start, this.#position)
    const chunk = Buffer.allocUnsafe(Math.max(2 * (used.length + length), 512))
    used.copy(chunk)
    this.#chunk = chunk
    this.#start = 0
    this.#position = used.length + length
    return used.length
  }

  #cut(): void {
    if (this.#position === this.#start) return
    const piece = this.#chunk.subarray(this.#start, this.#position)
    this.#pieces.push(piece)
    this.#piecesLength += piece.length
    this.#start = this.#position
  }
}

/** @returns the position behind the varint. */
export function writeUvarint(bytes: Buffer, position: number, value: number): number {
  let rest = value
  let at = position
  while (rest > 0x7f) {
    bytes[at] = (rest & 0x7f) | 0x80
    at += 1
    rest = rest > 0x7fff_ffff ? Math.floor(rest / 128) : rest >>> 7
  }
  bytes[at] = rest
  return at + 1
}
