/** Records with keys, for what compaction does to them. */

import type { PartitionLog } from '../../../src/log/index.ts'
import { type CodecName, decodeRecords, encodeRecordBatch, readBatchHeader } from '../../../src/protocol/index.ts'
import { batchesIn } from './batches.ts'

export interface KeyedRecord {
  readonly key: string | null
  /** Without one it is a tombstone. */
  readonly value: string | null
  readonly timestamp?: number
}

export interface KeyedBatchOptions {
  readonly codec?: CodecName
  readonly producerId?: bigint
  readonly producerEpoch?: number
  readonly baseSequence?: number
  readonly isControl?: boolean
  readonly isTransactional?: boolean
}

export function keyedBatch(records: readonly KeyedRecord[], options: KeyedBatchOptions = {}): Buffer {
  return encodeRecordBatch({
    records: records.map(({ key, value, timestamp = 1_000_000 }) => ({
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: [{ key: 'from', value: Buffer.from('test') }],
      timestamp: BigInt(timestamp),
    })),
    ...options,
  })
}

export interface StoredKeyed {
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly timestamp: number
}

/** Every record from an offset to the high watermark, as a client reads them: from the end of one batch on to the next. */
export async function readKeyed(log: PartitionLog, from = log.logStartOffset, maxBytes = 2000): Promise<StoredKeyed[]> {
  const found: StoredKeyed[] = []
  for (let offset = from; offset < log.highWatermark; ) {
    const bytes = await log.read(offset, { maxBytes, atLeastOneBatch: true })
    if (bytes.length === 0) throw new Error(`nothing at ${offset}, before the high watermark ${log.highWatermark}`)
    for (const batch of batchesIn(bytes)) {
      const header = readBatchHeader(batch)
      for (const record of decodeRecords(batch)) {
        if (record.offset < offset) continue
        const { key, value, timestamp } = record
        found.push({
          offset: record.offset,
          key: key && String(key),
          value: value && String(value),
          timestamp: Number(timestamp),
        })
      }
      offset = header.baseOffset + header.lastOffsetDelta + 1
    }
  }
  return found
}
