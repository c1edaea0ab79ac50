/** The codecs of a record batch, as Kafka's clients frame them. All of it is synchronous: callers choose the thread. */

import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'
import { compressSync as snappyCompressSync, uncompressSync as snappyUncompressSync } from 'snappy'
import { protocolErrors } from './errors.ts'

/** By the number in the lowest three bits of a batch's attributes. */
export const codecNames = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const

export type CodecName = (typeof codecNames)[number]

/** More than the largest request that is accepted by default expands to in practice; a bound against bombs. */
export const defaultMaxDecompressedBytes = 256 * 1024 * 1024

export function compress(codec: CodecName, bytes: Buffer): Buffer {
  switch (codec) {
    case 'none':
      return bytes
    case 'gzip':
      return gzipSync(bytes)
    case 'snappy':
      return compressXerial(bytes)
    case 'lz4':
      return compressFrameSync(bytes)
    case 'zstd':
      return zstdCompressSync(bytes)
  }
}

/** @throws {ProtocolError} invalidRecords where the bytes are not of that codec or expand beyond `maxBytes`. */
export function decompress(codec: CodecName, bytes: Buffer, maxBytes = defaultMaxDecompressedBytes): Buffer {
  try {
    return decompressUnchecked(codec, bytes, maxBytes)
  } catch (error) {
    throw protocolErrors.invalidRecords(`they do not decompress with ${codec}`).because(error)
  }
}

function decompressUnchecked(codec: CodecName, bytes: Buffer, maxBytes: number): Buffer {
  switch (codec) {
    case 'none':
      return bytes
    case 'gzip':
      return gunzipSync(bytes, { maxOutputLength: maxBytes })
    case 'snappy':
      return decompressSnappy(bytes, maxBytes)
    case 'lz4':
      return decompressLz4(bytes, maxBytes)
    case 'zstd':
      return zstdDecompressSync(bytes, { maxOutputLength: maxBytes })
  }
}

/** Java's snappy streams: a magic, two versions, then blocks with their length in front. librdkafka sends one bare block. */
const xerialMagic = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00])
const xerialHeaderBytes = 16
const xerialBlockBytes = 32 * 1024

function compressXerial(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [Buffer.alloc(xerialHeaderBytes)]
  xerialMagic.copy(pieces[0] as Buffer)
  pieces[0]?.writeInt32BE(1, 8)
  pieces[0]?.writeInt32BE(1, 12)
  for (let start = 0; start < bytes.length; start += xerialBlockBytes) {
    const block = snappyCompressSync(bytes.subarray(start, start + xerialBlockBytes))
    const length = Buffer.allocUnsafe(4)
    length.writeInt32BE(block.length)
    pieces.push(length, block)
  }
  return Buffer.concat(pieces)
}

function decompressSnappy(bytes: Buffer, maxBytes: number): Buffer {
  if (!bytes.subarray(0, xerialMagic.length).equals(xerialMagic)) return uncompressBlock(bytes, maxBytes)
  const pieces: Buffer[] = []
  let left = maxBytes
  let position = xerialHeaderBytes
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
  // A block says in front how long it becomes, as a varint.
  if (uncompressedLength(block) > maxBytes) throw new RangeError('a snappy block is too long')
  const value = snappyUncompressSync(block, { asBuffer: true })
  return typeof value === 'string' ? Buffer.from(value) : value
}

function uncompressedLength(block: Buffer): number {
  let length = 0
  for (let at = 0; at < 5; at++) {
    const byte = block[at] ?? 0
    length += (byte & 0x7f) * 2 ** (7 * at)
    if (byte < 0x80) return length
  }
  throw new RangeError('a snappy block has no length')
}

function decompressLz4(bytes: Buffer, maxBytes: number): Buffer {
  if (lz4MaxBytes(bytes) > maxBytes) throw new RangeError('an lz4 frame is too long')
  return decompressFrameSync(bytes)
}

/**
 * The most that an LZ4 frame can expand to: its blocks, each as large as the frame allows, counted without expanding.
 *
 * @see https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
function lz4MaxBytes(bytes: Buffer): number {
  const flags = bytes[4] ?? 0
  const hasBlockChecksum = (flags & 0x10) !== 0
  const descriptorBytes = 3 + (flags & 0x08 ? 8 : 0) + (flags & 0x01 ? 4 : 0)
  const blockMaxBytes = 1 << (8 + 2 * (((bytes[5] ?? 0) >> 4) & 0x07))
  let blocks = 0
  for (let position = 4 + descriptorBytes; position + 4 <= bytes.length; blocks++) {
    const size = bytes.readUInt32LE(position) & 0x7fff_ffff
    if (size === 0) break
    position += 4 + size + (hasBlockChecksum ? 4 : 0)
  }
  return blocks * blockMaxBytes
}
