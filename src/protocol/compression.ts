/** The codecs of a record batch, as Kafka's clients frame them. All of it is synchronous: callers choose the thread. */

import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { protocolErrors } from './errors.ts'
import { lz4ExpandedBytes } from './lz4-frame.ts'
import { lz4 } from './native-codecs.ts'
import { compressXerial, decompressSnappy } from './snappy-stream.ts'

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
      return lz4().compressFrameSync(bytes)
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

function decompressLz4(bytes: Buffer, maxBytes: number): Buffer {
  if (lz4ExpandedBytes(bytes) > maxBytes) throw new RangeError('an lz4 frame is too long')
  return lz4().decompressFrameSync(bytes)
}
