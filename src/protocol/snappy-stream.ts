/**
 * Snappy as Kafka's clients frame it. Java's streams (xerial) are a magic and two versions, then blocks with their length
 * in front; librdkafka and others send one bare block.
 *
 * @see https://github.com/xerial/snappy-java#compatibility-notes
 */

import { snappy } from './native-codecs.ts'

const magic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
/** The magic, version 1, compatible with version 1. */
const streamHeader = Buffer.concat([magic, Buffer.from([0, 0, 0, 1, 0, 0, 0, 1])])
const blockBytes = 32 * 1024

/** No element of a block makes more of a byte than a copy of 64 bytes, which takes 3. */
const maxExpansion = 22

export function compressXerial(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [streamHeader]
  for (let start = 0; start < bytes.length; start += blockBytes) {
    const block = snappy().compressSync(bytes.subarray(start, start + blockBytes))
    const length = Buffer.allocUnsafe(4)
    length.writeInt32BE(block.length)
    pieces.push(length, block)
  }
  return Buffer.concat(pieces)
}

/** @throws {Error} where the bytes are not snappy, or become more than `maxBytes`. */
export function decompressSnappy(bytes: Buffer, maxBytes: number): Buffer {
  if (!bytes.subarray(0, magic.length).equals(magic)) return uncompressBlock(bytes, maxBytes)
  if (bytes.length < streamHeader.length) throw new RangeError('a snappy stream ends in its header')
  const pieces: Buffer[] = []
  let left = maxBytes
  let position = streamHeader.length
  while (position < bytes.length) {
    const length = bytes.readInt32BE(position)
    const end = position + 4 + length
    if (length < 0 || end > bytes.length) throw new RangeError('a snappy block is longer than the batch')
    const piece = uncompressBlock(bytes.subarray(position + 4, end), left)
    left -= piece.length
    pieces.push(piece)
    position = end
  }
  return Buffer.concat(pieces)
}

function uncompressBlock(block: Buffer, maxBytes: number): Buffer {
  const length = uncompressedLength(block)
  // The decoder makes room for what the block claims before it looks further.
  if (length > maxBytes || length > block.length * maxExpansion) throw new RangeError('a snappy block is too long')
  const value = snappy().uncompressSync(block, { asBuffer: true })
  return typeof value === 'string' ? Buffer.from(value) : value
}

/** A block says in front how long it becomes, as a varint. */
function uncompressedLength(block: Buffer): number {
  let length = 0
  for (let at = 0; at < 5; at++) {
    const byte = block[at] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return length
  }
  throw new RangeError('a snappy block has no length')
}
