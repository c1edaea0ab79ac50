/** Writes what compaction leaves of some segments into one file, beside them: `<base offset>.log.tmp`. */

import { readBatchHeader } from '../protocol/index.ts'
import { type CompactedBatch, type CompactionPass, compactBatch } from './batch-compaction.ts'
import { type File, unlinkIfThere, writeFully } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { Scratch } from './scratch.ts'
import { type Segment, temporaryPath } from './segment.ts'
import { advance, emptyTail, type IndexEntry, type Tail } from './tail.ts'
import { wholeBatches } from './whole-batches.ts'

/** Written, and flushed, at once: small enough that the flush of a producer does not wait long behind it. */
const WRITE_BYTES = 1024 * 1024

export interface Rewritten {
  /** Otherwise no file was kept: the segments are as compact as they can be. */
  readonly isChanged: boolean
  /** Behind the last batch of the new file. */
  readonly tail: Tail
  readonly entries: readonly IndexEntry[]
  /** The earliest time at which a tombstone in it may go. */
  readonly deleteHorizon: bigint | undefined
}

/**
 * @param group - closed segments in a row.
 * @param isStopped - asked between batches.
 * @returns `undefined` where it was stopped; then no file is left.
 */
export async function rewriteSegments(
  context: LogContext,
  group: readonly Segment[],
  pass: CompactionPass,
  isStopped: () => boolean,
): Promise<Rewritten | undefined> {
  const [first] = group
  if (first === undefined) return undefined
  const path = temporaryPath(first)
  const file = await context.fileSystem.open(path, { create: true })
  let isChanged = false
  try {
    await file.truncate(0)
    const writer = new Rewriter(context, first.baseOffset, file)
    const scratch = new Scratch()
    for (const segment of group) {
      for await (const { batch, isLast } of wholeBatches(context, segment, scratch)) {
        if (isStopped()) return undefined
        const isEnd = isLast && segment === group.at(-1)
        const compacted = await compactBatch(context, batch, isEnd, pass)
        await writer.add(batch, compacted)
        if (pass.slices.isOver) await pass.slices.rest()
      }
    }
    await writer.write()
    isChanged = writer.hasChanged || group.length > 1
    const { tail, entries, deleteHorizon } = writer
    return { isChanged, tail, entries, deleteHorizon }
  } finally {
    await file.close()
    if (!isChanged) await unlinkIfThere(context.fileSystem, path)
  }
}

class Rewriter {
  readonly #context: LogContext
  readonly #file: File
  readonly #waiting = Buffer.allocUnsafeSlow(WRITE_BYTES)
  #waitingBytes = 0
  #written = 0
  tail: Tail
  readonly entries: IndexEntry[] = []
  hasChanged = false
  deleteHorizon: bigint | undefined

  constructor(context: LogContext, baseOffset: number, file: File) {
    this.#context = context
    this.#file = file
    this.tail = emptyTail(baseOffset, baseOffset)
  }

  async add(original: Buffer, { batch, deleteHorizon }: CompactedBatch): Promise<void> {
    if (batch !== original) this.hasChanged = true
    if (batch === undefined) return
    if (deleteHorizon !== undefined && deleteHorizon < (this.deleteHorizon ?? deleteHorizon + 1n)) {
      this.deleteHorizon = deleteHorizon
    }
    const { baseOffset, lastOffsetDelta, sizeInBytes, maxTimestamp, crc } = readBatchHeader(batch)
    const lastOffset = baseOffset + lastOffsetDelta
    const { tail, entry } = advance(this.tail, { baseOffset, lastOffset, sizeInBytes, maxTimestamp, crc })
    this.tail = tail
    if (entry !== undefined) this.entries.push(entry)
    if (this.#waitingBytes + sizeInBytes > WRITE_BYTES) await this.write()
    // The bytes are overwritten by the next batch.
    if (sizeInBytes > WRITE_BYTES) return this.#write(batch)
    batch.copy(this.#waiting, this.#waitingBytes)
    this.#waitingBytes += sizeInBytes
  }

  /** Puts on disk what waits. One flush at a time over all partitions, so that those of producers find their place. */
  async write(): Promise<void> {
    await this.#write(this.#waiting.subarray(0, this.#waitingBytes))
    this.#waitingBytes = 0
  }

  async #write(bytes: Buffer): Promise<void> {
    await this.#context.backgroundFlushes.run(async () => {
      await writeFully(this.#file, [bytes], this.#written)
      await this.#file.datasync()
    })
    this.#written += bytes.length
  }
}
