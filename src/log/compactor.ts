/**
 * Compaction of one partition by key: finds the last offset of each key in what has come since the last time, and writes
 * the closed segments anew without the records that a later one has replaced. Offsets stay.
 */

import {
  batchHeaderBytes,
  type RecordBatchHeader,
  RecordWalker,
  readBatchHeader,
  recordBytes,
} from '../protocol/index.ts'
import { type CompactionPass, isLeftAlone, isOffsetOf } from './batch-compaction.ts'
import { maxTimestampAt } from './batch-frame.ts'
import { readAt } from './file-system.ts'
import { KeyOffsets } from './key-offsets.ts'
import type { CompactionRule } from './log-config.ts'
import type { LogContext } from './log-context.ts'
import { Scratch } from './scratch.ts'
import type { Segment } from './segment.ts'
import type { SegmentList } from './segment-list.ts'
import { type Rewritten, rewriteSegments } from './segment-rewriter.ts'
import { Slices } from './slices.ts'
import { MAX_RELATIVE_OFFSET } from './tail.ts'
import { wholeBatches } from './whole-batches.ts'

/** How far a partition is compacted. */
export interface CompactionState {
  /** No record before it has a later one of the same key before it. */
  readonly cleanedOffset: number
  /** When the next tombstone before it may go; `undefined` where there is none. */
  readonly deleteHorizonMs: number | undefined
}

/** What the compactor asks of its log. */
export interface CompactionHost {
  /**
   * Puts the new file in the place of the group, and calls `made` when that is so.
   *
   * @returns false where the log has parts of the group no longer.
   */
  replace(group: readonly Segment[], rewritten: Rewritten, made: () => void): Promise<boolean>
  /** Offsets of the last batches of idempotent producers. */
  lastOffsets(): ReadonlySet<number>
  isStopped(): boolean
}

export class Compactor {
  readonly #context: LogContext
  readonly #segments: SegmentList
  readonly #host: CompactionHost
  state: CompactionState

  constructor(context: LogContext, segments: SegmentList, host: CompactionHost, state: CompactionState) {
    this.#context = context
    this.#segments = segments
    this.#host = host
    this.state = state
  }

  /** Whether there is enough to do. May say yes where only the files can tell. */
  isDue(rule: CompactionRule): boolean {
    const nowMs = this.#context.now()
    const { clean, dirty } = this.#eligible(rule)
    if ((this.state.deleteHorizonMs ?? Number.POSITIVE_INFINITY) < nowMs && clean.length > 0) return true
    const [oldest] = dirty
    if (oldest === undefined) return false
    const dirtyBytes = bytesOf(dirty)
    if (dirtyBytes / (dirtyBytes + bytesOf(clean)) >= rule.minDirtyRatio) return true
    if (rule.maxLagMs === Number.POSITIVE_INFINITY) return false
    return oldest.firstTimestamp === undefined || isOlder(oldest.firstTimestamp, rule.maxLagMs, nowMs)
  }

  /** One run over the partition. What it has no memory for is left to the next one. */
  async run(rule: CompactionRule, segmentBytes: number): Promise<void> {
    const { dirty, clean } = this.#eligible(rule)
    await this.#lookAt(dirty[0], rule)
    if (!this.isDue(rule)) return
    const slices = new Slices()
    const { keys, endOffset } = await this.#collectKeys(dirty, slices)
    if (this.#host.isStopped()) return
    const nowMs = this.#context.now()
    const lastOffsets = this.#host.lastOffsets()
    const pass = {
      keys,
      endOffset,
      nowMs,
      deleteRetentionMs: rule.deleteRetentionMs,
      lastOffsets,
      slices,
      scratch: new Scratch(),
    }
    const reached = [...clean, ...dirty].filter(({ baseOffset }) => baseOffset < endOffset)
    await this.#rewrite(groupsOf(reached, segmentBytes), pass)
  }

  async #rewrite(groups: readonly (readonly Segment[])[], pass: CompactionPass): Promise<void> {
    const { cleanedOffset } = this.state
    let earliest: bigint | undefined
    for (const [index, group] of groups.entries()) {
      const rewritten = await rewriteSegments(this.#context, group, pass, () => this.#host.isStopped())
      if (rewritten === undefined) return
      const { deleteHorizon } = rewritten
      if (deleteHorizon !== undefined && deleteHorizon < (earliest ?? deleteHorizon + 1n)) earliest = deleteHorizon
      const isLast = index === groups.length - 1
      const made = (): void => {
        if (isLast)
          this.state = { cleanedOffset: Math.max(pass.endOffset, cleanedOffset), deleteHorizonMs: numberOf(earliest) }
      }
      if (!rewritten.isChanged) made()
      else if (!(await this.#host.replace(group, rewritten, made))) return
    }
  }

  /** The closed segments whose records are old enough: those that were compacted before, and the others. */
  #eligible({ minLagMs }: CompactionRule): { clean: readonly Segment[]; dirty: readonly Segment[] } {
    const nowMs = this.#context.now()
    const closed = this.#segments.all.slice(0, -1)
    const tooYoung = closed.findIndex(({ maxTimestamp }) => minLagMs > 0 && !isOlder(maxTimestamp, minLagMs, nowMs))
    const eligible = tooYoung < 0 ? closed : closed.slice(0, tooYoung)
    const { cleanedOffset } = this.state
    const firstDirty = eligible.findIndex(({ endOffset }) => endOffset > cleanedOffset)
    if (firstDirty < 0) return { clean: eligible, dirty: [] }
    return { clean: eligible.slice(0, firstDirty), dirty: eligible.slice(firstDirty) }
  }

  /** Reads how old the first record of a segment is, where that decides something and is not known. */
  async #lookAt(segment: Segment | undefined, { maxLagMs }: CompactionRule): Promise<void> {
    if (segment === undefined || segment.firstTimestamp !== undefined || maxLagMs === Number.POSITIVE_INFINITY) return
    const header = await this.#context.files.use(segment.logPath, (file) => readAt(file, 0, batchHeaderBytes))
    segment.firstTimestamp = header.length < batchHeaderBytes ? segment.maxTimestamp : maxTimestampAt(header, 0)
  }

  /** The last offset of each key that occurs in these segments, as far as there is room. */
  async #collectKeys(dirty: readonly Segment[], slices: Slices): Promise<{ keys: KeyOffsets; endOffset: number }> {
    const { compactionKeys, maxDecodedBytes } = this.#context.limits
    const { cleanedOffset } = this.state
    // No record is smaller than eight bytes, unless it is compressed; then there may be no room, and another run.
    const keys = new KeyOffsets(Math.min(compactionKeys, Math.ceil(bytesOf(dirty) / 8)))
    const scratch = new Scratch()
    let endOffset = cleanedOffset
    for (const segment of dirty) {
      for await (const { batch } of wholeBatches(this.#context, segment, scratch)) {
        if (this.#host.isStopped()) return { keys, endOffset }
        const header = readBatchHeader(batch)
        const nextOffset = header.baseOffset + header.lastOffsetDelta + 1
        if (nextOffset <= cleanedOffset) continue
        if (!isLeftAlone(header)) {
          const records = await recordBytes(batch, header, maxDecodedBytes).catch(() => undefined)
          const hadRoom = records === undefined || (await putKeys(keys, records, header, slices))
          // A batch with more keys than there is room for at all must not stop everything behind it for ever.
          if (!hadRoom) return { keys, endOffset: endOffset > cleanedOffset ? endOffset : nextOffset }
        }
        endOffset = nextOffset
      }
      endOffset = segment.endOffset
    }
    return { keys, endOffset }
  }
}

/** @returns whether all of them found room. Records that cannot be read hide no others. */
async function putKeys(keys: KeyOffsets, records: Buffer, header: RecordBatchHeader, slices: Slices): Promise<boolean> {
  const walker = new RecordWalker(records, header)
  try {
    while (walker.next()) {
      if (slices.isOver) await slices.rest()
      if (!isOffsetOf(header, walker.offset)) return true
      if (walker.key !== null && !keys.put(walker.key, walker.offset)) return false
    }
  } catch {
    // compactBatch says so, and leaves the batch as it is.
  }
  return true
}

/** Segments in a row that fit into one, so that what little is left of many does not stay in many files. */
function groupsOf(segments: readonly Segment[], segmentBytes: number): Segment[][] {
  const groups: Segment[][] = []
  for (const segment of segments) {
    const group = groups.at(-1)
    const [first] = group ?? []
    const fits =
      group !== undefined &&
      first !== undefined &&
      bytesOf(group) + segment.sizeInBytes <= segmentBytes &&
      segment.endOffset - first.baseOffset <= MAX_RELATIVE_OFFSET
    if (fits) group.push(segment)
    else groups.push([segment])
  }
  return groups
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0)
}

/** Records without a time are as old as anything. */
function isOlder(timestamp: bigint, ageMs: number, nowMs: number): boolean {
  return timestamp < 0n || nowMs - Number(timestamp) > ageMs
}

function numberOf(value: bigint | undefined): number | undefined {
  return value === undefined ? undefined : Number(value)
}
