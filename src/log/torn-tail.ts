/**
 * Tells a torn tail, which a crash leaves and which is cut, from damage in the middle of stored records, which is not.
 *
 * A crash in the middle of a write leaves a part of it. After a power cut that part need not be the front: pages reach
 * the disk in any order, and those that did not read as zeros, for the file never had other bytes there. So whole batches
 * may follow a hole, none of which was acknowledged. Damage looks different: bytes that are wrong but not zero, or more
 * sound data behind the hole than one write can have under way.
 */

import { batchHeaderBytes, checkBatchCrc } from '../protocol/index.ts'
import { baseOffsetAt, batchSizeAt } from './batch-frame.ts'
import { type File, readAt } from './file-system.ts'

const CHUNK_BYTES = 256 * 1024
/** The least that a disk writes or does not write. */
const SECTOR_BYTES = 512
/**
 * So many bytes of a batch may be zeros that were never written, and it is sound all the same: the offset (8), which no
 * checksum covers, and the upper bytes (3) of a length below 256.
 */
const UNSEEN_BYTES = 11
/** No batch is so many offsets ahead of the one before it; bytes that say so are no header. */
const LARGEST_STEP = 2 ** 40

export interface TailRange {
  /** Where the bytes stop being sound, and where the file ends. */
  readonly from: number
  readonly to: number
  readonly minOffset: number
  readonly maxBatchBytes: number
}

/** Position of the next sound batch behind `from`, at any byte, or `undefined` where nothing sound follows. */
export async function findSoundBatch(file: File, range: TailRange): Promise<number | undefined> {
  const { from, to, minOffset, maxBatchBytes } = range
  for (let start = from + 1; start + batchHeaderBytes <= to; start += CHUNK_BYTES) {
    // Chunks overlap by a header, so that none is missed between two of them.
    const chunk = await readAt(file, start, Math.min(CHUNK_BYTES + batchHeaderBytes - 1, to - start))
    for (let at = 0; at + batchHeaderBytes <= chunk.length; at += 1) {
      const maxBytes = Math.min(maxBatchBytes, to - start - at)
      const sizeInBytes = batchSizeAt(chunk, at, { minOffset, maxBytes })
      if (sizeInBytes === undefined || baseOffsetAt(chunk, at) > minOffset + LARGEST_STEP) continue
      if (checkBatchCrc(await readAt(file, start + at, sizeInBytes))) return start + at
    }
  }
  return undefined
}

/** Whether a sector between an unsound batch at `from` and a sound one at `to` was never written. */
export async function hasUnwrittenSector(file: File, from: number, to: number, minOffset: number): Promise<boolean> {
  // The sector in which the sound batch begins was written, or it would not be sound; unless so little of it lies there
  // that nothing tells. One whose offset was lost says that it has offset 0, which fits where the first batch is unsound.
  const lastSectorEnd = Math.floor((to + UNSEEN_BYTES) / SECTOR_BYTES) * SECTOR_BYTES
  for (let start = from; start < lastSectorEnd; ) {
    const end = Math.min(lastSectorEnd, (Math.floor(start / CHUNK_BYTES) + 1) * CHUNK_BYTES)
    const chunk = await readAt(file, start, end - start)
    for (let at = 0; at < chunk.length; ) {
      const sectorBytes = SECTOR_BYTES - ((start + at) % SECTOR_BYTES)
      const sector = chunk.subarray(at, at + sectorBytes)
      const isFirst = start + at === from
      if (sector.every((byte) => byte === 0) && !(isFirst && beginsWithZeros(minOffset, sector.length))) return true
      at += sectorBytes
    }
    start = end
  }
  return false
}

/** Whether so many bytes of a batch are zeros anyway: it begins with its offset, of which few bytes are used. */
function beginsWithZeros(baseOffset: number, count: number): boolean {
  const field = Buffer.alloc(8)
  field.writeBigInt64BE(BigInt(baseOffset))
  return count <= field.length && field.subarray(0, count).every((byte) => byte === 0)
}
