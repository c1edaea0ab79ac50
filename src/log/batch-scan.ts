/** Walks over the batches of a segment file from front to back with a bounded buffer. */

import { batchHeaderBytes, checkBatchCrc } from '../protocol/index.ts'
import { batchSizeAt, lastOffsetAt } from './batch-frame.ts'
import { type File, readAt } from './file-system.ts'

/** Large enough that reading is sequential, small enough that checking it does not hold up the event loop. */
const CHUNK_BYTES = 256 * 1024

export interface ScanRange {
  readonly from: number
  readonly to: number
  /** Offset that the first batch must at least have; after it offsets ascend, with gaps where compaction removed some. */
  readonly minOffset: number
  readonly maxBatchBytes: number
  /** Also reads and checks what the CRC covers; otherwise only headers count. */
  readonly checkCrc: boolean
}

/** Where a scan ended: at `to`, where the visitor stopped it, or before bytes that are no batch. */
export interface ScanEnd {
  readonly position: number
  readonly nextOffset: number
  /** What is wrong with the bytes at `position`. */
  readonly fault: string | undefined
}

/**
 * @param visit - gets a buffer and where in it the batch starts; with `checkCrc` the batch is there as a whole, otherwise
 * only its header may be. `false` stops the scan before this batch.
 */
export async function scanBatches(
  file: File,
  { from, to, minOffset, maxBatchBytes, checkCrc }: ScanRange,
  visit: (bytes: Buffer, at: number, position: number, sizeInBytes: number) => boolean,
): Promise<ScanEnd> {
  let position = from
  let nextOffset = minOffset
  const end = (fault?: string): ScanEnd => ({ position, nextOffset, fault })
  while (position < to) {
    const start = position
    let chunk = await readAt(file, start, Math.min(CHUNK_BYTES, to - start))
    if (chunk.length < batchHeaderBytes) return end('the file ends within a header')
    while (position - start + batchHeaderBytes <= chunk.length) {
      const at = position - start
      const maxBytes = Math.min(maxBatchBytes, to - position)
      const sizeInBytes = batchSizeAt(chunk, at, { minOffset: nextOffset, maxBytes })
      if (sizeInBytes === undefined) return end('no batch header with a fitting length and offset')
      if (checkCrc && at + sizeInBytes > chunk.length) {
        if (at > 0) break
        chunk = await readAt(file, start, sizeInBytes)
        if (chunk.length < sizeInBytes) return end('the file ends within a batch')
      }
      if (checkCrc && !checkBatchCrc(chunk, at)) return end('the checksum does not match')
      if (!visit(chunk, at, position, sizeInBytes)) return end()
      nextOffset = lastOffsetAt(chunk, at) + 1
      position += sizeInBytes
    }
  }
  return end()
}
