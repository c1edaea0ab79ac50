/** What an unclean stop asks for: reads a partition on from its recovery point, and cuts or sets aside what is not sound. */

import { batchHeaderBytes, readBatchHeader } from '../protocol/index.ts'
import { type ScanEnd, scanBatches } from './batch-scan.ts'
import { type File, readAt, readWhole, unlinkIfThere } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { emptyState, nothingCleaned, type PartitionState, segmentsOf } from './partition-state.ts'
import { decodeProducers } from './producer-snapshot.ts'
import { ProducerState } from './producer-state.ts'
import { baseOffsetOf, type SegmentSummary, segmentPath } from './segment.ts'
import { advance, emptyTail, type Tail } from './tail.ts'
import { findSoundBatch, hasUnwrittenSector } from './torn-tail.ts'
import { MAX_GROUP_BYTES } from './write-group.ts'

export interface RecoveredPartition {
  readonly state: PartitionState
  readonly scannedBytes: number
  /** Bytes of a torn tail that were removed. */
  readonly cutBytes: number
  /** Why the partition is set aside, or `undefined` where it is sound. */
  readonly corrupt: string | undefined
}

/** Records that were stored are damaged or gone. */
class Corruption extends Error {}

/** Finds the state of a partition. `checkpoint` is what the last checkpoint says of it. */
export async function recoverPartition(
  context: LogContext,
  folder: string,
  checkpoint: PartitionState | undefined,
): Promise<RecoveredPartition> {
  const recovery = new Recovery(context, folder, checkpoint)
  let corrupt: string | undefined
  try {
    await recovery.run()
  } catch (error) {
    // An unreadable disk is set aside in the same way: the other partitions start, and nothing is written here.
    corrupt = error instanceof Error ? error.message : String(error)
  }
  const { state, scannedBytes, cutBytes } = recovery
  return { state, scannedBytes, cutBytes, corrupt }
}

/** Producer state as of the beginning of a segment; `undefined` where there is no sound snapshot of it. */
export async function loadSnapshot(
  { fileSystem }: LogContext,
  folder: string,
  baseOffset: number,
): Promise<ProducerState | undefined> {
  const bytes = await readWhole(fileSystem, `${segmentPath(folder, baseOffset)}.snapshot`)
  return bytes === undefined ? undefined : decodeProducers(bytes)
}

/** Reads a segment on from `tail`, checks every batch, and tells the producers of it. */
export async function replaySegment(
  context: LogContext,
  file: File,
  tail: Tail,
  producers: ProducerState,
  to: number,
): Promise<{ tail: Tail; end: ScanEnd }> {
  let reached = tail
  const { maxBatchBytes } = context.limits
  const range = { from: tail.position, to, minOffset: tail.endOffset, maxBatchBytes, checkCrc: true }
  const end = await scanBatches(file, range, (bytes, at, _, sizeInBytes) => {
    const header = readBatchHeader(bytes, at)
    const { baseOffset, maxTimestamp, crc } = header
    producers.apply(header, baseOffset, context.now())
    const lastOffset = baseOffset + header.lastOffsetDelta
    reached = advance(reached, { baseOffset, lastOffset, sizeInBytes, maxTimestamp, crc }).tail
    return true
  })
  return { tail: reached, end }
}

class Recovery {
  readonly #context: LogContext
  readonly #folder: string
  readonly #checkpoint: PartitionState | undefined
  state = emptyState()
  scannedBytes = 0
  cutBytes = 0

  constructor(context: LogContext, folder: string, checkpoint: PartitionState | undefined) {
    this.#context = context
    this.#folder = folder
    this.#checkpoint = checkpoint
  }

  async run(): Promise<void> {
    const baseOffsets = await this.#withoutLeftovers(await this.#listSegments())
    this.state = await this.#startingState(baseOffsets)
    const first = this.state.tail.segmentBase
    const rest = first === undefined ? [] : baseOffsets.filter((offset) => offset >= first)
    for (const [index, baseOffset] of rest.entries()) {
      if (!this.#isCovered(baseOffset, rest[index + 1])) await this.#replay(baseOffset, index === rest.length - 1)
    }
    const stored = this.#checkpoint?.tail.endOffset ?? 0
    const { tail, logStartOffset } = this.state
    if (tail.endOffset < stored) {
      throw new Corruption(`records up to offset ${stored - 1} were stored, but the files end at ${tail.endOffset}`)
    }
    this.state = { ...this.state, logStartOffset: Math.min(logStartOffset, tail.endOffset) }
  }

  async #listSegments(): Promise<number[]> {
    const { fileSystem } = this.#context
    const names = await fileSystem.readdir(this.#folder)
    for (const name of names) {
      if (name.endsWith('.tmp')) await unlinkIfThere(fileSystem, `${this.#folder}/${name}`)
    }
    return names.flatMap((name) => baseOffsetOf(name, '.log') ?? []).sort((a, b) => a - b)
  }

  /** Segments that the last process was removing are no part of the log, unless the checkpoint is about other files. */
  async #withoutLeftovers(baseOffsets: readonly number[]): Promise<readonly number[]> {
    const checkpoint = this.#checkpoint
    if (checkpoint === undefined || checkpoint.leftovers.length === 0) return baseOffsets
    const rest = baseOffsets.filter((baseOffset) => !checkpoint.leftovers.includes(baseOffset))
    return (await this.#agrees(checkpoint, segmentsOf(checkpoint), rest)) ? rest : baseOffsets
  }

  /** The state of the checkpoint if it is about these files, otherwise that before the first record. */
  async #startingState(baseOffsets: readonly number[]): Promise<PartitionState> {
    const checkpoint = this.#checkpoint
    const [first] = baseOffsets
    const known = checkpoint === undefined ? [] : segmentsOf(checkpoint)
    const kept = known.filter(({ baseOffset }) => baseOffset >= (first ?? Number.POSITIVE_INFINITY))
    // The oldest ones may have been removed since; not those between, and not all.
    const missing = kept.find(({ baseOffset }) => !baseOffsets.includes(baseOffset)) ?? known.at(-1)
    if (missing !== undefined && !baseOffsets.includes(missing.baseOffset)) {
      throw new Corruption(`segment ${segmentPath('', missing.baseOffset).slice(1)}.log is missing`)
    }
    if (first === undefined) return checkpoint ?? emptyState()
    const logStartOffset = Math.max(first, checkpoint?.logStartOffset ?? first)
    if (checkpoint !== undefined && (await this.#agrees(checkpoint, kept, baseOffsets))) {
      return { ...checkpoint, logStartOffset, closedSegments: kept.slice(0, -1) }
    }
    const producers = (await loadSnapshot(this.#context, this.#folder, first)) ?? new ProducerState()
    return { logStartOffset, closedSegments: [], tail: emptyTail(first, first), producers, ...nothingCleaned }
  }

  /** Whether the checkpoint is about these files; a folder may have been copied here from elsewhere. */
  async #agrees(
    { tail }: PartitionState,
    segments: readonly SegmentSummary[],
    baseOffsets: readonly number[],
  ): Promise<boolean> {
    const { segmentBase, lastBatch } = tail
    if (segmentBase === undefined) return false
    if (baseOffsets.filter((baseOffset) => baseOffset <= segmentBase).length !== segments.length) return false
    for (const { baseOffset, sizeInBytes } of segments) {
      const size = (await this.#context.fileSystem.sizeOf(this.#logPath(baseOffset))) ?? 0
      if (baseOffset === segmentBase ? size < sizeInBytes : size !== sizeInBytes) return false
    }
    if (lastBatch === undefined) return tail.position === 0
    const bytes = await this.#context.files.use(this.#logPath(segmentBase), (file) =>
      readAt(file, lastBatch.position, batchHeaderBytes),
    )
    const header = readBatchHeader(bytes)
    return (
      header.crc === lastBatch.crc &&
      lastBatch.position + header.sizeInBytes === tail.position &&
      header.baseOffset + header.lastOffsetDelta + 1 === tail.endOffset
    )
  }

  /**
   * Compaction makes one segment of several, and a copy of the folder without its checkpoint may have them beside it. Such
   * a segment ends where the next one begins, and the one before it reaches as far.
   */
  #isCovered(baseOffset: number, next: number | undefined): boolean {
    const { endOffset, segmentBase } = this.state.tail
    const isCovered = next !== undefined && baseOffset !== segmentBase && next <= endOffset
    if (isCovered) this.state = { ...this.state, leftovers: [...this.state.leftovers, baseOffset] }
    return isCovered
  }

  async #replay(baseOffset: number, isLast: boolean): Promise<void> {
    if (baseOffset !== this.state.tail.segmentBase) {
      if (baseOffset < this.state.tail.endOffset) throw new Corruption(`segment ${baseOffset} overlaps the one before`)
      const closedSegments = segmentsOf(this.state)
      this.state = { ...this.state, closedSegments, tail: emptyTail(baseOffset, baseOffset) }
    }
    await this.#context.files.use(this.#logPath(baseOffset), async (file) => {
      const size = await file.size()
      const from = this.state.tail.position
      const { tail, end } = await replaySegment(this.#context, file, this.state.tail, this.state.producers, size)
      this.state = { ...this.state, tail }
      this.scannedBytes += size - from
      if (end.fault !== undefined) {
        const reason = `${end.fault} at position ${end.position} of ${this.#logPath(baseOffset)}`
        if (!isLast || !(await this.#isTorn(file, end, size))) throw new Corruption(reason)
        this.cutBytes = size - end.position
        await file.truncate(end.position)
      }
      // What was read may be in the page cache only, and readers are about to see it.
      if (size > from) await file.datasync()
    })
  }

  /** Whether what follows the last sound batch is the rest of a write that was never acknowledged. */
  async #isTorn(file: File, { position, nextOffset }: ScanEnd, size: number): Promise<boolean> {
    const { flush, limits } = this.#context
    const range = { from: position, to: size, minOffset: nextOffset, maxBatchBytes: limits.maxBatchBytes }
    const next = await findSoundBatch(file, range)
    if (next === undefined) return true
    if (flush.kind === 'always' && next - position >= MAX_GROUP_BYTES) return false
    return hasUnwrittenSector(file, position, next, nextOffset)
  }

  #logPath(baseOffset: number): string {
    return `${segmentPath(this.#folder, baseOffset)}.log`
  }
}
