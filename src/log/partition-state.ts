/** All that is known of a partition without reading its records, as an object and as a line of the checkpoint. */

import type { CompactionState } from './compactor.ts'
import { decodeProducers, encodeProducers } from './producer-snapshot.ts'
import { ProducerState } from './producer-state.ts'
import type { SegmentSummary } from './segment.ts'
import { emptyTail, type Tail } from './tail.ts'

export interface PartitionState {
  readonly logStartOffset: number
  /** The segments before the one that is written, in ascending order. */
  readonly closedSegments: readonly SegmentSummary[]
  readonly tail: Tail
  readonly producers: ProducerState
  /** Base offsets of segments that were removed from the log, and of which files may still be there. */
  readonly leftovers: readonly number[]
  readonly compaction: CompactionState
  /** A replacement that may have been made or not. */
  readonly swap: SegmentSwap | undefined
}

/** What compaction puts in the place of some segments. */
export interface SegmentSwap {
  /** Has the base offset of the first of them. */
  readonly segment: SegmentSummary
  /** Base offsets of the others. */
  readonly removed: readonly number[]
}

/** For a log of which nothing is known but its files. */
export const nothingCleaned = {
  leftovers: [],
  compaction: { cleanedOffset: 0, deleteHorizonMs: undefined },
  swap: undefined,
} satisfies Partial<PartitionState>

export function emptyState(): PartitionState {
  return {
    logStartOffset: 0,
    closedSegments: [],
    tail: emptyTail(0),
    producers: new ProducerState(),
    ...nothingCleaned,
  }
}

/** Every segment, the written one last. */
export function segmentsOf({
  closedSegments,
  tail,
}: Pick<PartitionState, 'closedSegments' | 'tail'>): SegmentSummary[] {
  if (tail.segmentBase === undefined) return [...closedSegments]
  const { segmentBase: baseOffset, position: sizeInBytes, maxTimestamp, maxTimestampOffset } = tail
  return [...closedSegments, { baseOffset, sizeInBytes, maxTimestamp, maxTimestampOffset }]
}

type SummaryLine = [baseOffset: number, sizeInBytes: number, maxTimestamp: string, maxTimestampOffset: number]

/** A line as JSON; int64 that may be beyond 2^53 are strings. docs/log-format.md, "Checkpoint". */
interface StateLine {
  logStart: number
  end: number
  segments: SummaryLine[]
  first?: string
  lastBatch?: [position: number, crc: number]
  leftovers?: number[]
  cleaned?: number
  horizon?: number
  swap?: { segment: SummaryLine; removed: readonly number[] }
  producers?: string
  unclean?: true
}

/** @param producers - as `encodeProducers` gives them, because those in memory may be ahead of what is stored. */
export function encodeState(state: Omit<PartitionState, 'producers'>, producers: Buffer | undefined): string {
  const { logStartOffset, tail, leftovers, compaction, swap } = state
  const line: StateLine = {
    logStart: logStartOffset,
    end: tail.endOffset,
    segments: segmentsOf(state).map(encodeSummary),
  }
  if (tail.position > 0) line.first = String(tail.firstTimestamp)
  if (leftovers.length > 0) line.leftovers = [...leftovers]
  if (compaction.cleanedOffset > 0) line.cleaned = compaction.cleanedOffset
  if (compaction.deleteHorizonMs !== undefined) line.horizon = compaction.deleteHorizonMs
  if (swap !== undefined) line.swap = { segment: encodeSummary(swap.segment), removed: swap.removed }
  if (tail.lastBatch !== undefined) line.lastBatch = [tail.lastBatch.position, tail.lastBatch.crc]
  if (producers !== undefined) line.producers = producers.toString('base64')
  return JSON.stringify(line)
}

/** The bytes of `encodeProducers`, or `undefined` where there is nothing to say. */
export function encodeProducersIfAny(producers: ProducerState): Buffer | undefined {
  return producers.size === 0 ? undefined : encodeProducers(producers)
}

/** @param line - from a checkpoint whose checksum holds, hence as `encodeState` wrote it. */
export function decodeState(line: string): PartitionState {
  const { logStart, end, segments, first, lastBatch, producers, ...rest }: StateLine = JSON.parse(line)
  const summaries = segments.map(decodeSummary)
  const active = summaries.pop()
  const known = producers === undefined ? undefined : decodeProducers(Buffer.from(producers, 'base64'))
  return {
    logStartOffset: logStart,
    closedSegments: summaries,
    tail:
      active === undefined
        ? emptyTail(end)
        : {
            segmentBase: active.baseOffset,
            position: active.sizeInBytes,
            endOffset: end,
            // Lines that older versions wrote have none; no segment is younger than its latest record.
            firstTimestamp: first === undefined ? active.maxTimestamp : BigInt(first),
            maxTimestamp: active.maxTimestamp,
            maxTimestampOffset: active.maxTimestampOffset,
            indexedPosition: active.sizeInBytes,
            lastBatch: lastBatch === undefined ? undefined : { position: lastBatch[0], crc: lastBatch[1] },
          },
    producers: known ?? new ProducerState(),
    leftovers: rest.leftovers ?? [],
    compaction: { cleanedOffset: rest.cleaned ?? 0, deleteHorizonMs: rest.horizon },
    swap: rest.swap && { segment: decodeSummary(rest.swap.segment), removed: rest.swap.removed },
  }
}

/** The state when it is known whether the replacement has been made. */
export function withSwap(state: PartitionState, isMade: boolean): PartitionState {
  const { swap, closedSegments, leftovers } = state
  if (swap === undefined) return state
  if (!isMade) return { ...state, swap: undefined }
  const { segment, removed } = swap
  return {
    ...state,
    closedSegments: closedSegments
      .filter(({ baseOffset }) => !removed.includes(baseOffset))
      .map((closed) => (closed.baseOffset === segment.baseOffset ? segment : closed)),
    leftovers: [...leftovers, ...removed],
    swap: undefined,
  }
}

function encodeSummary({ baseOffset, sizeInBytes, maxTimestamp, maxTimestampOffset }: SegmentSummary): SummaryLine {
  return [baseOffset, sizeInBytes, String(maxTimestamp), maxTimestampOffset]
}

function decodeSummary([baseOffset, sizeInBytes, maxTimestamp, maxTimestampOffset]: SummaryLine): SegmentSummary {
  return { baseOffset, sizeInBytes, maxTimestamp: BigInt(maxTimestamp), maxTimestampOffset }
}

/** Says of one partition in a clean checkpoint that it has more to read than its line tells. */
export function markUnclean(line: string): string {
  const known: StateLine = JSON.parse(line)
  return JSON.stringify({ ...known, unclean: true })
}

export function isUnclean(line: string): boolean {
  const { unclean }: StateLine = JSON.parse(line)
  return unclean === true
}
