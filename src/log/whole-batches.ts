/** The batches of a closed segment, one after the other, each whole and with a sound checksum. */

import { batchHeaderBytes, checkBatchCrc } from '../protocol/index.ts'
import { batchSizeAt } from './batch-frame.ts'
import { DamagedLog } from './batch-reader.ts'
import { readAt } from './file-system.ts'
import type { LogContext } from './log-context.ts'
import type { Segment } from './segment.ts'

const CHUNK_BYTES = 256 * 1024

/** The file is open only while it is read, so that whoever takes long between two batches holds nothing. */
export async function* wholeBatches(
  context: LogContext,
  segment: Segment,
): AsyncGenerator<{ readonly batch: Buffer; readonly isLast: boolean }> {
  const { logPath, sizeInBytes: end } = segment
  const read = (position: number, sizeInBytes: number) =>
    context.files.use(logPath, (file) => readAt(file, position, Math.min(sizeInBytes, end - position)))
  let start = 0
  let chunk: Buffer = Buffer.alloc(0)
  let at = 0
  while (start + at < end) {
    const position = start + at
    const limits = { minOffset: 0, maxBytes: end - position }
    const isHeaderThere = at + batchHeaderBytes <= chunk.length
    const sizeInBytes = isHeaderThere ? batchSizeAt(chunk, at, limits) : batchHeaderBytes
    if (sizeInBytes === undefined) throw new DamagedLog(segment, position)
    if (!isHeaderThere || at + sizeInBytes > chunk.length) {
      chunk = await read(position, Math.max(CHUNK_BYTES, sizeInBytes))
      if (chunk.length < Math.min(sizeInBytes, end - position)) throw new DamagedLog(segment, position)
      start = position
      at = 0
      if (chunk.length < batchHeaderBytes) throw new DamagedLog(segment, position)
      continue
    }
    const batch = chunk.subarray(at, at + sizeInBytes)
    if (!checkBatchCrc(batch)) throw new DamagedLog(segment, position)
    at += sizeInBytes
    yield { batch, isLast: start + at >= end }
  }
}
