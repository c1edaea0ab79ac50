/** The batches of a closed segment, one after the other, each whole and with a sound checksum. */

import { batchHeaderBytes, checkBatchCrc } from '../protocol/index.ts'
import { batchSizeAt } from './batch-frame.ts'
import { DamagedLog } from './batch-reader.ts'
import type { LogContext } from './log-context.ts'
import type { Scratch } from './scratch.ts'
import type { Segment } from './segment.ts'

const CHUNK_BYTES = 256 * 1024

/**
 * The file is open only while it is read, so that whoever takes long between two batches holds nothing. A batch lies in
 * `scratch`, and is there until the next one is asked for.
 */
export async function* wholeBatches(
  context: LogContext,
  segment: Segment,
  scratch: Scratch,
): AsyncGenerator<{ readonly batch: Buffer; readonly isLast: boolean }> {
  const { logPath, sizeInBytes: end } = segment
  const read = async (position: number, sizeInBytes: number): Promise<Buffer> => {
    const target = scratch.take(Math.min(sizeInBytes, end - position))
    const found = await context.files.use(logPath, (file) => file.read(target, position))
    if (found < target.length || found < batchHeaderBytes) throw new DamagedLog(segment, position)
    return target
  }
  let start = 0
  let chunk = scratch.take(0)
  let at = 0
  while (start + at < end) {
    const position = start + at
    const isHeaderThere = at + batchHeaderBytes <= chunk.length
    const limits = { minOffset: 0, maxBytes: end - position }
    const sizeInBytes = isHeaderThere ? batchSizeAt(chunk, at, limits) : batchHeaderBytes
    if (sizeInBytes === undefined) throw new DamagedLog(segment, position)
    if (!isHeaderThere || at + sizeInBytes > chunk.length) {
      chunk = await read(position, Math.max(CHUNK_BYTES, sizeInBytes))
      start = position
      at = 0
      continue
    }
    const batch = chunk.subarray(at, at + sizeInBytes)
    if (!checkBatchCrc(batch)) throw new DamagedLog(segment, position)
    at += sizeInBytes
    yield { batch, isLast: start + at >= end }
  }
}
