/**
 * How long an LZ4 frame becomes, counted without expanding it: the decoder has no bound of its own, and a frame of a
 * kilobyte can become a quarter of a megabyte.
 *
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */

/** Of the frames that Kafka knows; legacy and skippable ones, which a decoder may take too, begin with others. */
const magic = 0x184d2204

const flagBlockChecksum = 0x10
const flagContentSize = 0x08
const flagDictionaryId = 0x01
const uncompressedBlock = 0x8000_0000

/** @throws {RangeError} where the bytes are not a whole frame. */
export function lz4ExpandedBytes(frame: Buffer): number {
  if (frame.readUInt32LE(0) !== magic) throw new RangeError('an lz4 frame has another magic number')
  const flags = frame.readUInt8(4)
  const checksumBytes = flags & flagBlockChecksum ? 4 : 0
  // Magic, flags, block size and header checksum take 7 bytes.
  let position = 7 + (flags & flagContentSize ? 8 : 0) + (flags & flagDictionaryId ? 4 : 0)
  let total = 0
  while (true) {
    const word = frame.readUInt32LE(position)
    if (word === 0) return total
    const isCompressed = word < uncompressedBlock
    const size = isCompressed ? word : word - uncompressedBlock
    position += 4
    if (size > frame.length - position) throw new RangeError('an lz4 block is longer than its frame')
    total += isCompressed ? blockExpandedBytes(frame, position, position + size) : size
    position += size + checksumBytes
  }
}

/** A block is a row of sequences: a token, literals that are copied, and a match that repeats what was before. */
function blockExpandedBytes(bytes: Buffer, start: number, end: number): number {
  let position = start
  let total = 0
  /** Adds up the bytes that continue a length of 15 in the token, which end with one that is not 255. */
  const extended = (length: number): number => {
    if (length < 15) return length
    let sum = length
    while (position < end) {
      const byte = bytes[position++] ?? 0
      sum += byte
      if (byte < 255) break
    }
    return sum
  }
  while (position < end) {
    const token = bytes[position++] ?? 0
    const literals = extended(token >> 4)
    total += literals
    position += literals
    // The last sequence has no match.
    if (position >= end) break
    position += 2
    total += extended(token & 0x0f) + 4
  }
  return total
}
