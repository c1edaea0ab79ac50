/** Makes a segment file again what is known to be stored, after the disk has failed. */

import { DamagedLog } from './batch-reader.ts'
import { scanBatches } from './batch-scan.ts'
import { type File, readAt, writeFully } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import { ProducerState } from './producer-state.ts'
import { loadSnapshot, replaySegment } from './recovery.ts'
import type { Segment } from './segment.ts'
import { emptyTail, type Tail } from './tail.ts'

const REWRITE_BYTES = 1024 * 1024

/** Acknowledged batches are gone, because the flush policy did not wait for the disk. This is what remains. */
export class AcknowledgedLoss extends Error {
  readonly segment: Segment
  readonly tail: Tail
  readonly producers: ProducerState

  constructor(segment: Segment, tail: Tail, producers: ProducerState) {
    super('acknowledged batches were lost by a flush that failed')
    this.segment = segment
    this.tail = tail
    this.producers = producers
  }
}

/**
 * A flush that failed has lost its data, whatever the next one says (the kernel marks the pages clean), so nothing is
 * simply flushed again: bytes that nobody was told of are cut off, and acknowledged ones (`interval`, `os`) are read
 * back, checked and written once more.
 *
 * @param flushFailed - it was a flush that failed, so that bytes which had been handed over may be gone.
 * @returns what remains where acknowledged batches are damaged, or `undefined` where all is well.
 * @throws {DamagedLog} where the file is shorter than what is on disk for certain.
 */
export async function healSegment(
  context: LogContext,
  folder: string,
  segment: Segment,
  flushFailed: boolean,
): Promise<AcknowledgedLoss | undefined> {
  const { files } = context
  files.discard(segment.logPath)
  const end = await files.use(segment.logPath, async (file) => {
    const size = await file.size()
    if (size < segment.syncedBytes) throw new DamagedLog(segment, size)
    const isCertain = !flushFailed && size >= segment.sizeInBytes
    const sound = isCertain ? segment.sizeInBytes : await rewrite(context, file, segment, size)
    await file.truncate(sound)
    await file.datasync()
    return sound
  })
  segment.syncedBytes = end
  return end < segment.sizeInBytes ? remains(context, folder, segment, end) : undefined
}

/** Writes unflushed batches once more as far as they are sound, and says where that ends. */
async function rewrite(context: LogContext, file: File, segment: Segment, size: number): Promise<number> {
  const from = segment.syncedBytes
  const to = Math.min(size, segment.sizeInBytes)
  const { maxBatchBytes } = context.limits
  const range = { from, to, minOffset: segment.baseOffset, checkCrc: true, maxBatchBytes }
  const { position: end } = await scanBatches(file, range, () => true)
  for (let at = from; at < end; at += REWRITE_BYTES) {
    const bytes = await readAt(file, at, Math.min(REWRITE_BYTES, end - at))
    await writeFully(file, [bytes], at)
  }
  return end
}

async function remains(context: LogContext, folder: string, segment: Segment, end: number): Promise<AcknowledgedLoss> {
  const { baseOffset, logPath } = segment
  const producers = (await loadSnapshot(context, folder, baseOffset)) ?? new ProducerState()
  const { tail } = await context.files.use(logPath, (file) =>
    replaySegment(context, file, emptyTail(baseOffset, baseOffset), producers, end),
  )
  return new AcknowledgedLoss(segment, tail, producers)
}
