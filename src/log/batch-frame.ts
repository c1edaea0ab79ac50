/**
 * The few header fields that decide where a batch lies, read without building a header object: a read walks over every
 * batch that it returns, and its cost for each batch is this file. Layout: docs/log-format.md, "Record batch".
 */

import { batchHeaderBytes, batchOverheadBytes } from '../protocol/index.ts'

const LENGTH_POSITION = 8
const MAGIC_POSITION = 16
const LAST_OFFSET_DELTA_POSITION = 23
const MAX_TIMESTAMP_POSITION = 35

const MAGIC = 2

/** An int64 as a number; from garbage it may be inexact, which no valid offset equals. */
export function baseOffsetAt(bytes: Buffer, position: number): number {
  return bytes.readInt32BE(position) * 2 ** 32 + bytes.readUInt32BE(position + 4)
}

export function lastOffsetAt(bytes: Buffer, position: number): number {
  return baseOffsetAt(bytes, position) + bytes.readInt32BE(position + LAST_OFFSET_DELTA_POSITION)
}

export function maxTimestampAt(bytes: Buffer, position: number): bigint {
  return bytes.readBigInt64BE(position + MAX_TIMESTAMP_POSITION)
}

/**
 * Size of the batch whose header starts at `position`, or `undefined` where no batch of format v2 with an offset from
 * `minOffset` on and of at most `maxBytes` can be. The caller has seen to it that the header's bytes are there.
 */
export function batchSizeAt(
  bytes: Buffer,
  position: number,
  { minOffset, maxBytes }: { minOffset: number; maxBytes: number },
): number | undefined {
  const sizeInBytes = bytes.readInt32BE(position + LENGTH_POSITION) + batchOverheadBytes
  if (sizeInBytes < batchHeaderBytes || sizeInBytes > maxBytes) return undefined
  if (bytes[position + MAGIC_POSITION] !== MAGIC) return undefined
  if (bytes.readInt32BE(position + LAST_OFFSET_DELTA_POSITION) < 0) return undefined
  const baseOffset = baseOffsetAt(bytes, position)
  return baseOffset >= minOffset && Number.isSafeInteger(baseOffset) ? sizeInBytes : undefined
}
