/** The end of a log, where the next batch goes, as a value: a failed write goes back to the last one that was stored. */

/** A stored batch, as far as positions and indexes care. */
export interface PlacedBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly sizeInBytes: number
  readonly maxTimestamp: bigint
  readonly crc: number
}

/** Names the batch that a recovery point stands behind, to tell whether the file is still the one that was meant. */
interface LastBatch {
  readonly position: number
  readonly crc: number
}

export interface Tail {
  /** Base offset of the segment that is written, or `undefined` before the first. */
  readonly segmentBase: number | undefined
  /** Bytes in that segment. */
  readonly position: number
  readonly endOffset: number
  /** Highest timestamp of that segment's first batch, from which its age counts; -1 where there is none. */
  readonly firstTimestamp: bigint
  /** Highest timestamp in that segment, -1 where there is none, and the base offset of the first batch that has it. */
  readonly maxTimestamp: bigint
  readonly maxTimestampOffset: number
  /** Position of the last batch that the sparse index names. */
  readonly indexedPosition: number
  readonly lastBatch: LastBatch | undefined
}

/** A row for both indexes of a segment. */
export interface IndexEntry {
  readonly offset: number
  readonly position: number
  readonly maxTimestamp: bigint
  readonly maxTimestampOffset: number
}

/** Bytes of log between two index entries (Kafka's default of index.interval.bytes). */
export const INDEX_INTERVAL_BYTES = 4096

/** Relative offsets in the indexes are unsigned 32 bit; Kafka's own limit is this. */
export const MAX_RELATIVE_OFFSET = 2 ** 31 - 1

/** The tail of a segment that has no batch yet; without `segmentBase`, of a log that has no segment yet. */
export function emptyTail(endOffset: number, segmentBase?: number): Tail {
  return {
    segmentBase,
    position: 0,
    endOffset,
    firstTimestamp: -1n,
    maxTimestamp: -1n,
    maxTimestampOffset: endOffset,
    indexedPosition: 0,
    lastBatch: undefined,
  }
}

/**
 * Whether the batch must open a new segment: there is none, the size is reached, its offsets would not fit, or it is too
 * much later than the first of the segment.
 */
export function mustRoll(
  tail: Tail,
  batch: { sizeInBytes: number; lastOffset: number; maxTimestamp: bigint },
  { segmentBytes, segmentMs }: { segmentBytes: number; segmentMs: number },
): boolean {
  if (tail.segmentBase === undefined) return true
  if (tail.position === 0) return false
  if (tail.position + batch.sizeInBytes > segmentBytes) return true
  if (batch.lastOffset - tail.segmentBase > MAX_RELATIVE_OFFSET) return true
  return tail.firstTimestamp >= 0n && Number(batch.maxTimestamp - tail.firstTimestamp) > segmentMs
}

/** The tail behind one more batch, and the index entry that is due at it. */
export function advance(tail: Tail, batch: PlacedBatch): { tail: Tail; entry: IndexEntry | undefined } {
  const isLater = batch.maxTimestamp > tail.maxTimestamp
  const maxTimestamp = isLater ? batch.maxTimestamp : tail.maxTimestamp
  const maxTimestampOffset = isLater ? batch.baseOffset : tail.maxTimestampOffset
  const isDue = tail.position - tail.indexedPosition >= INDEX_INTERVAL_BYTES
  return {
    tail: {
      segmentBase: tail.segmentBase,
      position: tail.position + batch.sizeInBytes,
      endOffset: batch.lastOffset + 1,
      firstTimestamp: tail.position === 0 ? batch.maxTimestamp : tail.firstTimestamp,
      maxTimestamp,
      maxTimestampOffset,
      indexedPosition: isDue ? tail.position : tail.indexedPosition,
      lastBatch: { position: tail.position, crc: batch.crc },
    },
    entry: isDue ? { offset: batch.baseOffset, position: tail.position, maxTimestamp, maxTimestampOffset } : undefined,
  }
}
