/** Finds records by timestamp, for ListOffsets. Batches are decoded only where the answer must be in them. */

import { decodeRecords } from '../protocol/index.ts'
import { baseOffsetAt, lastOffsetAt, maxTimestampAt } from './batch-frame.ts'
import { DamagedLog } from './batch-reader.ts'
import { scanBatches } from './batch-scan.ts'
import { readAt } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import type { Segment } from './segment.ts'
import type { SegmentList } from './segment-list.ts'

export interface TimedOffset {
  readonly offset: number
  readonly timestamp: bigint
}

/** Offsets that may be answered: from the log start offset up to but not including the high watermark. */
export interface OffsetRange {
  readonly startOffset: number
  readonly endOffset: number
}

interface FoundBatch {
  readonly position: number
  readonly sizeInBytes: number
  readonly maxTimestamp: bigint
}

export class TimeSearch {
  readonly #context: LogContext
  readonly #segments: SegmentList

  constructor(context: LogContext, segments: SegmentList) {
    this.#context = context
    this.#segments = segments
  }

  /** The first record, by offset, that is not before `timestamp`. */
  async findFirst(timestamp: bigint, range: OffsetRange): Promise<TimedOffset | undefined> {
    for (const segment of this.#segments.all) {
      if (segment.endOffset <= range.startOffset || segment.maxTimestamp < timestamp) continue
      const found = await this.#findInSegment(segment, timestamp, range)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The first record that has the highest timestamp of all. */
  async findMax(range: OffsetRange): Promise<TimedOffset | undefined> {
    let latest: { segment: Segment; batch: FoundBatch } | undefined
    for (const segment of this.#segments.all) {
      if (segment.endOffset <= range.startOffset || segment.maxTimestamp <= (latest?.batch.maxTimestamp ?? -1n))
        continue
      const batch = await this.#findLatestBatch(segment, range)
      if (batch !== undefined && batch.maxTimestamp > (latest?.batch.maxTimestamp ?? -1n)) latest = { segment, batch }
    }
    if (latest === undefined) return undefined
    const records = await this.#readRecords(latest.segment, latest.batch, range)
    return records.reduce<TimedOffset | undefined>(
      (best, record) => (best === undefined || record.timestamp > best.timestamp ? record : best),
      undefined,
    )
  }

  async #findInSegment(segment: Segment, timestamp: bigint, range: OffsetRange): Promise<TimedOffset | undefined> {
    let position = await this.#startingPosition(segment, timestamp, range)
    for (;;) {
      const batch = await this.#nextBatch(segment, position, timestamp, range)
      if (batch === undefined) return undefined
      const records = await this.#readRecords(segment, batch, range)
      const found = records.find((record) => record.timestamp >= timestamp)
      if (found !== undefined) return found
      // The batch that reaches the time may do so only with records before the log start offset.
      position = batch.position + batch.sizeInBytes
    }
  }

  /** A position before which no record in the range is as late. */
  async #startingPosition(segment: Segment, timestamp: bigint, { startOffset }: OffsetRange): Promise<number> {
    const time = await segment.index.findTime(timestamp)
    const offset = Math.max(time?.offset ?? segment.baseOffset, startOffset, segment.baseOffset)
    const from = await this.#locate(segment, offset)
    let holder: { baseOffset: number; maxTimestamp: bigint; position: number } | undefined
    await this.#scan(segment, from, (bytes, at, position) => {
      holder = { baseOffset: baseOffsetAt(bytes, at), maxTimestamp: maxTimestampAt(bytes, at), position }
      return lastOffsetAt(bytes, at) < offset
    })
    const isNamed = holder?.baseOffset === time?.offset && holder?.maxTimestamp === time?.maxTimestamp
    if (time === undefined || time.offset < startOffset || isNamed) return holder?.position ?? from
    // The index names a batch that is not there, or not so late.
    await segment.index.rebuild()
    return 0
  }

  /** Position of a batch that is not behind `offset`. */
  async #locate(segment: Segment, offset: number): Promise<number> {
    const point = await segment.index.find(offset)
    if (point.position === 0) return 0
    let isTrue = false
    await this.#scan(segment, point.position, (bytes, at) => {
      isTrue = baseOffsetAt(bytes, at) === point.offset
      return false
    }).catch(() => {})
    if (isTrue) return point.position
    await segment.index.rebuild()
    return 0
  }

  async #nextBatch(
    segment: Segment,
    from: number,
    timestamp: bigint,
    range: OffsetRange,
  ): Promise<FoundBatch | undefined> {
    let found: FoundBatch | undefined
    await this.#scan(segment, from, (bytes, at, position, sizeInBytes) => {
      const lastOffset = lastOffsetAt(bytes, at)
      if (lastOffset >= range.endOffset) return false
      const maxTimestamp = maxTimestampAt(bytes, at)
      if (lastOffset < range.startOffset || maxTimestamp < timestamp) return true
      found = { position, sizeInBytes, maxTimestamp }
      return false
    })
    return found
  }

  /** The first batch in the range with the highest timestamp; the segment knows it unless its records were deleted. */
  async #findLatestBatch(segment: Segment, range: OffsetRange): Promise<FoundBatch | undefined> {
    const isWithin = segment.maxTimestampOffset >= range.startOffset
    const position = await this.#locate(segment, isWithin ? segment.maxTimestampOffset : segment.baseOffset)
    let latest: FoundBatch | undefined
    await this.#scan(segment, position, (bytes, at, batchPosition, sizeInBytes) => {
      const lastOffset = lastOffsetAt(bytes, at)
      if (lastOffset >= range.endOffset) return false
      const maxTimestamp = maxTimestampAt(bytes, at)
      if (lastOffset >= range.startOffset && maxTimestamp > (latest?.maxTimestamp ?? -1n)) {
        latest = { position: batchPosition, sizeInBytes, maxTimestamp }
      }
      return latest?.maxTimestamp !== segment.maxTimestamp
    })
    return latest
  }

  async #readRecords(segment: Segment, batch: FoundBatch, range: OffsetRange): Promise<TimedOffset[]> {
    const { files, limits, logger } = this.#context
    const bytes = await files.use(segment.logPath, (file) => readAt(file, batch.position, batch.sizeInBytes))
    const isInRange = ({ offset }: TimedOffset) => offset >= range.startOffset && offset < range.endOffset
    try {
      const records = decodeRecords(bytes, { maxBytes: limits.maxDecodedBytes })
      return records.map(({ offset, timestamp }) => ({ offset, timestamp })).filter(isInRange)
    } catch (error) {
      // What a producer compressed in its own way is its own affair; the header still says when and where.
      logger.warn({ log: segment.logPath, position: batch.position, err: error }, 'a batch cannot be decoded')
      return [{ offset: baseOffsetAt(bytes, 0), timestamp: batch.maxTimestamp }].filter(isInRange)
    }
  }

  async #scan(segment: Segment, from: number, visit: Parameters<typeof scanBatches>[2]): Promise<void> {
    const { files, limits } = this.#context
    const range = { from, to: segment.sizeInBytes, minOffset: 0, maxBatchBytes: limits.maxBatchBytes, checkCrc: false }
    const end = await files.use(segment.logPath, (file) => scanBatches(file, range, visit))
    if (end.fault !== undefined) throw new DamagedLog(segment, end.position)
  }
}
