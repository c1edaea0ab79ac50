/**
 * The records of an uncompressed batch against the header that describes them: one pass over the varints that allocates
 * nothing. Compressed batches are not unpacked for this, which is where Kafka spends most of its CPU on produce; what a
 * client wrote wrong there is found by its consumers.
 */

import type { RecordBatchHeader } from '../protocol/index.ts'
import { type BatchRefusal, refusal } from './batch-refusal.ts'
import { brokerErrors } from './errors.ts'
import type { TopicLimits } from './topic-config.ts'

const recordsPosition = 61

export function findRecordFault(
  batch: Buffer,
  header: RecordBatchHeader,
  { compacted }: TopicLimits,
): BatchRefusal | undefined {
  if (header.codec !== 'none') return undefined
  const cursor = new RecordCursor(batch, recordsPosition)
  for (let index = 0; index < header.recordCount; index++) {
    const reason = recordFault(cursor, index, compacted)
    if (reason === undefined) continue
    const message = `record ${index} ${reason}`
    return refusal(brokerErrors.invalidBatch(message), [{ batchIndex: index, batchIndexErrorMessage: message }])
  }
  const left = batch.length - cursor.position
  return left === 0 ? undefined : refusal(brokerErrors.invalidBatch(`${left} bytes follow its last record`))
}

/** Comparisons are written so that NaN, which the cursor gives where bytes are missing, is a fault. */
function recordFault(cursor: RecordCursor, index: number, keyNeeded: boolean): string | undefined {
  const length = cursor.readVarint()
  const end = cursor.position + length
  if (!(length >= 0 && end <= cursor.bytes.length)) return 'is longer than the batch'
  cursor.position += 1
  cursor.readVarint()
  if (cursor.readVarint() !== index) return `does not have offset delta ${index}`
  const keyLength = cursor.readVarint()
  if (keyLength === -1 && keyNeeded) return 'has no key, and the topic is compacted by key'
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
