/** Which records of a batch compaction keeps, and what the batch becomes without the others. */

import {
  batchHeaderBytes,
  deleteHorizonOf,
  type RecordBatchHeader,
  RecordWalker,
  readBatchHeader,
  recordBytes,
  shrinkBatch,
} from '../protocol/index.ts'
import type { KeyOffsets } from './key-offsets.ts'
import type { LogContext } from './log-context.ts'
import type { Scratch } from './scratch.ts'
import type { Slices } from './slices.ts'

/** What one compaction goes by. */
export interface CompactionPass {
  /** The last offset of each key of the part that was dirty. */
  readonly keys: KeyOffsets
  /** The keys of batches from here on are not in `keys`: they are left as they are. */
  readonly endOffset: number
  readonly nowMs: number
  readonly deleteRetentionMs: number
  /** Offsets of the last batches of idempotent producers, whose headers stay although their records go. */
  readonly lastOffsets: ReadonlySet<number>
  readonly slices: Slices
  /** Where a batch is written anew; it is there until the next one is. */
  readonly scratch: Scratch
}

export interface CompactedBatch {
  /** The same buffer where nothing has changed, `undefined` where nothing is left. */
  readonly batch: Buffer | undefined
  /** When its tombstones may go. */
  readonly deleteHorizon: bigint | undefined
}

/**
 * Batches of transactions and their markers stay as they are: whether a transaction was aborted is not known here, and
 * its records must neither go for good nor hide others.
 */
export function isLeftAlone({ isControl, isTransactional }: RecordBatchHeader): boolean {
  return isControl || isTransactional
}

/** Compressed records are stored unseen: one that claims another's offset must not hide what is there. */
export function isOffsetOf({ baseOffset, lastOffsetDelta }: RecordBatchHeader, offset: number): boolean {
  return offset >= baseOffset && offset <= baseOffset + lastOffsetDelta
}

/** @param mustStay - the header stays at least, for the offsets behind it would otherwise have no end. */
export async function compactBatch(
  context: LogContext,
  batch: Buffer,
  mustStay: boolean,
  pass: CompactionPass,
): Promise<CompactedBatch> {
  const header = readBatchHeader(batch)
  const lastOffset = header.baseOffset + header.lastOffsetDelta
  const isBefore = lastOffset < pass.endOffset
  if (isLeftAlone(header) || !isBefore) return { batch, deleteHorizon: isBefore ? deleteHorizonOf(header) : undefined }
  const staysEmpty = mustStay || pass.lastOffsets.has(lastOffset)
  if (header.recordCount === 0) return { batch: staysEmpty ? batch : undefined, deleteHorizon: undefined }
  const horizon = deleteHorizonOf(header)
  const keepsTombstones = (horizon ?? pass.nowMs) >= pass.nowMs
  let found: Choice
  try {
    const records = await recordBytes(batch, header, context.limits.maxDecodedBytes)
    found = await chooseRecords(records, header, { ...pass, keepsTombstones })
  } catch (error) {
    // What a producer has compressed in its own way is its own affair, and stays.
    context.logger.warn({ baseOffset: header.baseOffset, err: error }, 'a batch that cannot be read is not compacted')
    return { batch, deleteHorizon: undefined }
  }
  if (found.keptCount === 0 && !staysEmpty) return { batch: undefined, deleteHorizon: undefined }
  const newHorizon = BigInt(pass.nowMs + pass.deleteRetentionMs)
  const deleteHorizon = found.hasTombstone ? (horizon ?? newHorizon) : undefined
  if (found.keptCount === header.recordCount && deleteHorizon === horizon) return { batch, deleteHorizon }
  return { batch: await withoutOthers(batch, header, found, { ...pass, deleteHorizon }), deleteHorizon }
}

interface Choice {
  readonly records: Buffer
  /** One byte for each record, 1 where it stays. */
  readonly kept: Uint8Array
  readonly keptCount: number
  readonly hasTombstone: boolean
  readonly maxTimestamp: bigint
}

async function chooseRecords(
  records: Buffer,
  header: RecordBatchHeader,
  { keys, slices, keepsTombstones }: CompactionPass & { readonly keepsTombstones: boolean },
): Promise<Choice> {
  const walker = new RecordWalker(records, header)
  const kept = new Uint8Array(header.recordCount)
  let keptCount = 0
  let hasTombstone = false
  let maxTimestamp = -1n
  for (let index = 0; walker.next(); index += 1) {
    if (slices.isOver) await slices.rest()
    const { key, offset, hasValue, timestamp } = walker
    if (!isOffsetOf(header, offset)) throw new Error(`a record claims offset ${offset}`)
    if (key === null || offset < (keys.find(key) ?? -1) || !(hasValue || keepsTombstones)) continue
    kept[index] = 1
    keptCount += 1
    hasTombstone ||= !hasValue
    if (timestamp > maxTimestamp) maxTimestamp = timestamp
  }
  return { records, kept, keptCount, hasTombstone, maxTimestamp }
}

async function withoutOthers(
  batch: Buffer,
  header: RecordBatchHeader,
  { records, kept, keptCount, maxTimestamp }: Choice,
  { deleteHorizon, slices, scratch }: CompactionPass & { readonly deleteHorizon: bigint | undefined },
): Promise<Buffer> {
  const baseTimestamp = deleteHorizon ?? header.baseTimestamp
  const walker = new RecordWalker(records, header)
  const target = scratch.take(batchHeaderBytes + walker.mostBytes)
  let end = batchHeaderBytes
  for (let index = 0; walker.next(); index += 1) {
    if (slices.isOver) await slices.rest()
    if (kept[index] === 1) end = walker.copyTo(target, end, baseTimestamp)
  }
  return shrinkBatch(batch, header, {
    target: target.subarray(0, end),
    recordCount: keptCount,
    baseTimestamp,
    maxTimestamp: keptCount === 0 || header.timestampType === 'LogAppendTime' ? header.maxTimestamp : maxTimestamp,
    hasDeleteHorizon: deleteHorizon !== undefined,
  })
}
