/** All that is known of a partition without reading its records, as an object and as a line of the checkpoint. */

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
}

export function emptyState(): PartitionState {
  return { logStartOffset: 0, closedSegments: [], tail: emptyTail(0), producers: new ProducerState(), leftovers: [] }
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

/** A line as JSON; int64 that may be beyond 2^53 are strings. docs/log-format.md, "Checkpoint". */
interface StateLine {
  logStart: number
  end: number
  segments: [baseOffset: number, sizeInBytes: number, maxTimestamp: string, maxTimestampOffset: number][]
  first?: string
  lastBatch?: [position: number, crc: number]
  leftovers?: number[]
  producers?: string
  unclean?: true
}

/** @param producers - as `encodeProducers` gives them, because those in memory may be ahead of what is stored. */
export function encodeState(state: Omit<PartitionState, 'producers'>, producers: Buffer | undefined): string {
  const { logStartOffset, tail, leftovers } = state
  const line: StateLine = {
    logStart: logStartOffset,
    end: tail.endOffset,
    segments: segmentsOf(state).map((segment) => [
      segment.baseOffset,
      segment.sizeInBytes,
      String(segment.maxTimestamp),
      segment.maxTimestampOffset,
    ]),
  }
  if (tail.position > 0) line.first = String(tail.firstTimestamp)
  if (leftovers.length > 0) line.leftovers = [...leftovers]
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
  const { logStart, end, segments, first, lastBatch, producers, leftovers = [] }: StateLine = JSON.parse(line)
  const summaries = segments.map(([baseOffset, sizeInBytes, maxTimestamp, maxTimestampOffset]) => ({
    baseOffset,
    sizeInBytes,
    maxTimestamp: BigInt(maxTimestamp),
    maxTimestampOffset,
  }))
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
    leftovers,
  }
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
