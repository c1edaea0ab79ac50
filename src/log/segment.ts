/** One file of a partition's log, with its two indexes. Only the last segment of a log is written. */

import type { LogContext } from './log-context.ts'
import { SegmentIndex } from './segment-index.ts'
import { emptyTail, type Tail } from './tail.ts'

/** A segment as the checkpoint lists it. */
export interface SegmentSummary {
  readonly baseOffset: number
  readonly sizeInBytes: number
  /** Highest timestamp, -1 where there is none. */
  readonly maxTimestamp: bigint
  /** Base offset of the first batch that has it. */
  readonly maxTimestampOffset: number
}

export class Segment {
  readonly baseOffset: number
  readonly logPath: string
  readonly index: SegmentIndex
  /** Bytes that are stored by the flush policy; the file may have more, of a write under way or one that failed. */
  sizeInBytes: number
  /** Bytes of those that are known to be on disk. */
  syncedBytes: number
  endOffset: number
  maxTimestamp: bigint
  maxTimestampOffset: number
  /** Highest timestamp of its first batch; `undefined` where nobody has looked since the start. */
  firstTimestamp: bigint | undefined

  constructor(context: LogContext, folder: string, summary: SegmentSummary, endOffset: number) {
    const path = segmentPath(folder, summary.baseOffset)
    this.baseOffset = summary.baseOffset
    this.logPath = `${path}.log`
    this.sizeInBytes = summary.sizeInBytes
    this.syncedBytes = summary.sizeInBytes
    this.endOffset = endOffset
    this.maxTimestamp = summary.maxTimestamp
    this.maxTimestampOffset = summary.maxTimestampOffset
    this.index = new SegmentIndex(context, path, this)
  }

  /** Takes over what a write has added, or a fault has taken away. */
  moveTo(tail: Tail): void {
    this.sizeInBytes = tail.position
    this.endOffset = tail.endOffset
    this.maxTimestamp = tail.maxTimestamp
    this.maxTimestampOffset = tail.maxTimestampOffset
    this.firstTimestamp = tail.firstTimestamp
  }
}

/** An empty segment that is about to be written. */
export function newSegment(context: LogContext, folder: string, baseOffset: number): Segment {
  const { maxTimestamp, maxTimestampOffset } = emptyTail(baseOffset)
  return new Segment(context, folder, { baseOffset, sizeInBytes: 0, maxTimestamp, maxTimestampOffset }, baseOffset)
}

/** Path of a segment's files without their endings: 20 digits, so that names sort as offsets do. */
export function segmentPath(folder: string, baseOffset: number): string {
  return `${folder}/${String(baseOffset).padStart(20, '0')}`
}

/** Where compaction writes what will replace the segment. */
export function temporaryPath({ logPath }: Pick<Segment, 'logPath'>): string {
  return `${logPath}.tmp`
}

/** Base offset from a name with this ending, or `undefined` where it is something else. */
export function baseOffsetOf(name: string, ending: string): number | undefined {
  const digits = /^(\d{20})(\.\w+)$/.exec(name)
  if (digits?.[2] !== ending) return undefined
  const baseOffset = Number(digits[1])
  return Number.isSafeInteger(baseOffset) ? baseOffset : undefined
}
