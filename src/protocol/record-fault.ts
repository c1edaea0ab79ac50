/**
 * The records of an uncompressed batch against the header that describes them: one pass over the varints that allocates
 * nothing, where `decodeRecords` builds every record.
 */

import { batchHeaderBytes, type RecordBatchHeader } from './batch-header.ts'

interface RecordFault {
  /** Number of the record in its batch, from 0; nothing where the batch as a whole is to blame. */
  readonly recordIndex?: number
  /** How a sentence goes on that begins with the record or the batch. */
  readonly reason: string
}

/**
 * @param bytes - one whole batch that is not compressed, or the records of one from `position` on.
 * @param keysNeeded - whether a record without a key is a fault, as it is where a topic is compacted.
 * @returns The first fault; nothing where the records are as the header says.
 */
export function findRecordFault(
  bytes: Buffer,
  header: RecordBatchHeader,
  keysNeeded: boolean,
  position = batchHeaderBytes,
): RecordFault | undefined {
  const cursor = new RecordCursor(bytes, position)
  for (let recordIndex = 0; recordIndex < header.recordCount; recordIndex++) {
    const reason = faultOf(cursor, recordIndex, keysNeeded)
    if (reason !== undefined) return { recordIndex, reason }
  }
  const left = bytes.length - cursor.position
  return left === 0 ? undefined : { reason: `has ${left} bytes behind its last record` }
}

/** Comparisons are written so that NaN, which the cursor gives where bytes are missing, is a fault. */
function faultOf(cursor: RecordCursor, index: number, keysNeeded: boolean): string | undefined {
  const length = cursor.readVarint()
  const end = cursor.position + length
  if (!(length >= 0 && end <= cursor.bytes.length)) return 'is longer than the batch'
  cursor.position += 1
  cursor.readVarint()
  if (cursor.readVarint() !== index) return `does not have offset delta ${index}`
  const keyLength = cursor.readVarint()
  if (keyLength === -1 && keysNeeded) return 'has no key, and the topic is compacted by key'
  if (!cursor.skip(keyLength, -1)) return 'has a key of a length that cannot be'
  if (!cursor.skip(cursor.readVarint(), -1)) return 'has a value of a length that cannot be'
  const headerCount = cursor.readVarint()
  if (!(headerCount >= 0)) return `counts ${headerCount} headers`
  for (let header = 0; header < headerCount; header++) {
    if (!cursor.skip(cursor.readVarint(), 0)) return 'has a header without a key'
    if (!cursor.skip(cursor.readVarint(), -1)) return 'has a header with a value of a length that cannot be'
  }
  return cursor.position === end ? undefined : 'has another length than its fields'
}

class RecordCursor {
  readonly bytes: Buffer
  position: number

  constructor(bytes: Buffer, position: number) {
    this.bytes = bytes
    this.position = position
  }

  /** Zigzag LEB128. Exact up to 53 bits, which lengths and deltas of offsets need; NaN where it does not end. */
  readVarint(): number {
    let value = 0
    let scale = 1
    for (let count = 0; count < maxVarintBytes; count++) {
      const byte = this.bytes[this.position++]
      if (byte === undefined) return Number.NaN
      value += (byte & 0x7f) * scale
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
      scale *= 128
    }
    return Number.NaN
  }

  /** Passes over a field; false where its length is below `least` or beyond the batch. */
  skip(length: number, least: number): boolean {
    if (!(length >= least && this.position + length <= this.bytes.length)) return false
    if (length > 0) this.position += length
    return true
  }
}

/** A varlong of 64 bits has ten. */
const maxVarintBytes = 10
