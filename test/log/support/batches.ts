/** Batches to append, and all that a log holds as plain values to compare. */

import type { PartitionLog } from '../../../src/log/index.ts'
import { decodeRecords, encodeRecordBatch, readBatchHeader } from '../../../src/protocol/index.ts'

export interface BatchOptions {
  readonly timestamps?: readonly bigint[]
  readonly producerId?: bigint
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly codec?: 'none' | 'gzip' | 'zstd'
}

/** A batch with one record for each value. */
export function batchOf(values: readonly (string | Buffer)[], options: BatchOptions = {}): Buffer {
  const { timestamps, ...fields } = options
  const records = values.map((value, index) => ({
    key: null,
    value: Buffer.from(value),
    timestamp: timestamps?.[index] ?? 1000n,
  }))
  return encodeRecordBatch({ records, ...fields })
}

/** A batch of one record with a value of so many bytes. */
export function batchOfBytes(sizeInBytes: number, options: BatchOptions = {}): Buffer {
  return batchOf([Buffer.alloc(sizeInBytes, 0x61)], options)
}

/** A batch of an idempotent producer. */
export function producerBatch(
  baseSequence: number,
  {
    count = 1,
    producerId = 7n,
    producerEpoch = 0,
  }: { count?: number; producerId?: bigint; producerEpoch?: number } = {},
): Buffer {
  const values = Array.from({ length: count }, (_, index) => `p${producerId}:${baseSequence + index}`)
  return batchOf(values, { producerId, producerEpoch, baseSequence })
}

export interface StoredRecord {
  readonly offset: number
  readonly value: string
}

/** Every record from the log start to the high watermark, read in slices of about `maxBytes`. */
export async function readAll(log: PartitionLog, maxBytes = 4096): Promise<StoredRecord[]> {
  const records: StoredRecord[] = []
  let offset = log.logStartOffset
  while (offset < log.highWatermark) {
    const bytes = await log.read(offset, { maxBytes, atLeastOneBatch: true })
    if (bytes.length === 0) throw new Error(`nothing at ${offset}, before the high watermark ${log.highWatermark}`)
    for (const batch of batchesIn(bytes)) {
      for (const record of decodeRecords(batch)) {
        records.push({ offset: record.offset, value: String(record.value) })
      }
      const header = readBatchHeader(batch)
      offset = header.baseOffset + header.lastOffsetDelta + 1
    }
  }
  return records
}

/** The batches that a read returned. */
export function batchesIn(bytes: Buffer): Buffer[] {
  const batches: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const { sizeInBytes } = readBatchHeader(bytes, at)
    batches.push(bytes.subarray(at, at + sizeInBytes))
    at += sizeInBytes
  }
  return batches
}

export function valuesOf(records: readonly StoredRecord[]): string[] {
  return records.map(({ value }) => value)
}
