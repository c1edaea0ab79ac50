/** What the writing process of the kill tests sends, so that its parent can send it again. */

import { producerBatch } from './batches.ts'
import { keyedBatch } from './keyed.ts'

/** Rules of the partition that is compacted while it is written: small segments, and no reason to wait. */
export const compactedRules = {
  segmentBytes: 5000,
  compaction: { minDirtyRatio: 0, minLagMs: 0, maxLagMs: Number.POSITIVE_INFINITY, deleteRetentionMs: 0 },
}

/** The record at this offset of it: few keys, and a value that says where it belongs. */
export function compactedBatch(offset: number): Buffer {
  return keyedBatch([{ key: `k${offset % 7}`, value: `${offset} `.padEnd(100 + (offset % 300), '.') }])
}

/** As many as an idempotent producer may have. */
export const BATCHES_IN_FLIGHT = 5

/** The batch at this place of a round, with up to fifty records. */
export function batchOfRound(sequence: number, index: number): Buffer {
  return producerBatch(sequence, { count: 1 + ((sequence + index) % 50) })
}
