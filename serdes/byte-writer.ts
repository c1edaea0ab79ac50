/** Writes one record after the other into shared slabs, so that a record costs one view and no copy. */

import { serdesErrors } from './errors.ts'
import { frameBytes } from './wire-format.ts'

/** Big enough for hundreds of records, small enough that a kept record does not hold much. */
const slabBytes = 32 * 1024

/** Up to here three bytes a character are reserved without counting; beyond it that would waste memory. */
const longText = 4096

/** Internal: `utf8Write` is what Buffer#write ends in; not in the public types, there since Node 6. */
interface FastBuffer extends Buffer {
  utf8Write(text: string, position: number, length: number): number
}

/**
 * A growing target for one record at a time.
 *
 * `begin`, the writes, then `finish`, which gives the record and commits it. Without `finish` the next `begin` starts
 * over in the same place, so an encoder may throw at any point.
 */
export class ByteWriter {
  protected buffer = allocate(slabBytes)
  position = 0
  #start = 0

  /** Starts a record with its frame: magic byte 0 and the schema id. */
  begin(schemaId: number): void {
    this.position = this.#start
    this.reserve(frameBytes)
    this.buffer[this.position] = 0
    this.position = this.buffer.writeInt32BE(schemaId, this.position + 1)
  }

  /** Ends the record and gives its bytes: a view that nobody writes to again. */
  finish(): Buffer {
    const record = this.buffer.subarray(this.#start, this.position)
    // A slab that was made for one big record ends with it, so that no small record keeps it alive.
    this.#start = this.buffer.length > slabBytes ? this.buffer.length : this.position
    return record
  }

  /** Text as UTF-8, without a length. */
  text(value: string): void {
    const size = value.length < longText ? value.length * 3 : Buffer.byteLength(value)
    this.reserve(size)
    this.position += this.buffer.utf8Write(value, this.position, size)
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.buffer.set(bytes, this.position)
    this.position += bytes.length
  }

  /** Makes room for `size` bytes at `position`, where needed by moving the unfinished record to a new slab. */
  protected reserve(size: number): void {
    if (this.position + size > this.buffer.length) this.#move(size)
  }

  #move(size: number): void {
    const written = this.position - this.#start
    const needed = written + size
    // A record that does not fit an empty slab gets twice what it is known to need, so that growing stays linear.
    const next = allocate(needed > slabBytes ? needed * 2 : slabBytes)
    this.buffer.copy(next, 0, this.#start, this.position)
    this.buffer = next
    this.#start = 0
    this.position = written
  }
}

function allocate(size: number): FastBuffer {
  if (size > 0x7fff_ffff) throw serdesErrors.outOfRange({ expected: 'a record below 2 GiB', got: `${size} bytes` })
  // Not from Buffer's own pool, and typed with the internal method above.
  return Buffer.allocUnsafeSlow(size) as FastBuffer
}
