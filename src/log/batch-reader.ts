/** Reads whole batches from segment files, as they lie there. */

import { batchHeaderBytes } from '../protocol/index.ts'
import { baseOffsetAt, batchSizeAt, lastOffsetAt } from './batch-frame.ts'
import { readAt } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import type { Segment } from './segment.ts'
import type { StartingPoint } from './segment-index.ts'
import { type SegmentList, segmentIndexOf } from './segment-list.ts'

/** Positions behind what was read last, for as many readers that follow the log from batch to batch. */
const REMEMBERED_POSITIONS = 8

/** What is read at least, so that the batches between an index entry and the target come with one read. */
const LEAST_BYTES = 16 * 1024

const nothing = Buffer.alloc(0)

/** Bytes in the middle of a log that are no batch. */
export class DamagedLog extends Error {
  constructor(segment: Segment, position: number) {
    super(`no record batch at position ${position} of ${segment.logPath}`)
  }
}

export interface ReadRange {
  /** Batches that reach this offset are left out. */
  readonly endOffset: number
  readonly maxBytes: number
  /** The first batch comes whole, however large. */
  readonly atLeastOneBatch: boolean
}

export class BatchReader {
  readonly #context: LogContext
  readonly #segments: SegmentList
  /** Offset of a batch to where it lies; the oldest first. */
  readonly #positions = new Map<number, { segment: Segment; position: number }>()

  constructor(context: LogContext, segments: SegmentList) {
    this.#context = context
    this.#segments = segments
  }

  /** Whole batches from the one that holds `offset`, or follows it where compaction has left a gap. */
  async read(offset: number, range: ReadRange): Promise<Buffer> {
    const segments = this.#segments.all
    for (let index = Math.max(0, segmentIndexOf(segments, offset)); ; index += 1) {
      const segment = segments[index]
      if (segment === undefined || segment.baseOffset >= range.endOffset) return nothing
      const bytes = await this.#readSegment(segment, Math.max(offset, segment.baseOffset), range)
      if (bytes !== undefined) return bytes
    }
  }

  /** Positions no longer hold: the log was cut or rewritten. */
  forget(): void {
    this.#positions.clear()
  }

  /** @returns `undefined` where every batch of the segment lies before `offset`. */
  async #readSegment(segment: Segment, offset: number, range: ReadRange): Promise<Buffer | undefined> {
    const end = segment.sizeInBytes
    const remembered = this.#positions.get(offset)
    const isRemembered = remembered?.segment === segment
    let point: StartingPoint = isRemembered
      ? { offset, position: remembered.position }
      : await segment.index.find(offset)
    // What the index says is checked once; what was read before is true, though a gap may follow there.
    let isChecked = isRemembered || point.position === 0
    while (point.position < end) {
      const start = point.position
      const chunk = await this.#readChunk(segment, start, Math.max(range.maxBytes, LEAST_BYTES), end)
      const isTrue = isChecked || baseOffsetAt(chunk, 0) === point.offset
      isChecked = true
      if (!isTrue) {
        await segment.index.rebuild()
        point = await segment.index.find(offset)
        continue
      }
      const found = skipTo(chunk, offset, (at, minOffset) => batchSize(segment, chunk, at, start + at, end, minOffset))
      const position = start + found.at
      if (found.isThere) return this.#take(segment, position, chunk.subarray(found.at), range)
      point = { offset: found.nextOffset, position }
    }
    return undefined
  }

  /** Cuts what was read down to whole batches within the range. */
  async #take(segment: Segment, position: number, rest: Buffer, range: ReadRange): Promise<Buffer> {
    const end = segment.sizeInBytes
    const firstBytes = batchSize(segment, rest, 0, position, end, 0)
    if (lastOffsetAt(rest, 0) >= range.endOffset) return nothing
    if (firstBytes > range.maxBytes && !range.atLeastOneBatch) return nothing
    const maxBytes = Math.max(firstBytes, range.maxBytes)
    const bytes = firstBytes <= rest.length ? rest : await this.#readChunk(segment, position, maxBytes, end)
    let taken = 0
    let nextOffset = 0
    while (taken + batchHeaderBytes <= Math.min(bytes.length, maxBytes)) {
      const sizeInBytes = batchSize(segment, bytes, taken, position + taken, end, nextOffset)
      const lastOffset = lastOffsetAt(bytes, taken)
      if (taken + sizeInBytes > Math.min(bytes.length, maxBytes) || lastOffset >= range.endOffset) break
      taken += sizeInBytes
      nextOffset = lastOffset + 1
    }
    this.#remember(nextOffset, segment, position + taken)
    return bytes.subarray(0, taken)
  }

  async #readChunk(segment: Segment, position: number, sizeInBytes: number, end: number): Promise<Buffer> {
    const wanted = Math.min(sizeInBytes, end - position)
    const chunk = await this.#context.files.use(segment.logPath, (file) => readAt(file, position, wanted))
    if (chunk.length < wanted || wanted < batchHeaderBytes) throw new DamagedLog(segment, position + chunk.length)
    return chunk
  }

  #remember(offset: number, segment: Segment, position: number): void {
    this.#positions.delete(offset)
    this.#positions.set(offset, { segment, position })
    if (this.#positions.size <= REMEMBERED_POSITIONS) return
    for (const oldest of this.#positions.keys()) {
      this.#positions.delete(oldest)
      return
    }
  }
}

/** Steps over the batches before `offset`. Ends at the one that holds or follows it, or where the chunk ends. */
function skipTo(
  chunk: Buffer,
  offset: number,
  sizeAt: (at: number, minOffset: number) => number,
): { at: number; isThere: boolean; nextOffset: number } {
  let at = 0
  let nextOffset = 0
  while (at + batchHeaderBytes <= chunk.length) {
    const sizeInBytes = sizeAt(at, nextOffset)
    if (lastOffsetAt(chunk, at) >= offset) return { at, isThere: true, nextOffset }
    nextOffset = lastOffsetAt(chunk, at) + 1
    at += sizeInBytes
  }
  return { at, isThere: false, nextOffset }
}

function batchSize(
  segment: Segment,
  bytes: Buffer,
  at: number,
  position: number,
  end: number,
  minOffset: number,
): number {
  const sizeInBytes = batchSizeAt(bytes, at, { minOffset, maxBytes: end - position })
  if (sizeInBytes === undefined) throw new DamagedLog(segment, position)
  return sizeInBytes
}
