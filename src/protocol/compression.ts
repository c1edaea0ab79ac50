/** The codecs of a record batch, as Kafka's clients frame them; at once, or in a thread where nobody waits for them. */

import { promisify } from 'node:util'
import {
  gunzip,
  gunzipSync,
  gzip,
  gzipSync,
  zstdCompress,
  zstdCompressSync,
  zstdDecompress,
  zstdDecompressSync,
} from 'node:zlib'
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

const inThread = {
  gzip: promisify<Buffer, Buffer>((bytes, done) => gzip(bytes, done)),
  gunzip: promisify<Buffer, number, Buffer>((bytes, maxBytes, done) =>
    gunzip(bytes, { maxOutputLength: maxBytes }, done),
  ),
  zstd: promisify<Buffer, Buffer>((bytes, done) => zstdCompress(bytes, done)),
  unzstd: promisify<Buffer, number, Buffer>((bytes, maxBytes, done) =>
    zstdDecompress(bytes, { maxOutputLength: maxBytes }, done),
  ),
}

/** Below it a thread costs more than it spares. */
const worthThread = 16 * 1024

/** As `compress`, without holding up the event loop. Snappy is quick enough not to. */
export async function compressInThread(codec: CodecName, bytes: Buffer): Promise<Buffer> {
  if (bytes.length < worthThread || codec === 'none' || codec === 'snappy') return compress(codec, bytes)
  if (codec === 'lz4') return lz4().compressFrame(bytes)
  return codec === 'gzip' ? inThread.gzip(bytes) : inThread.zstd(bytes)
}

/** As `decompress`. */
export async function decompressInThread(codec: CodecName, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    if (codec === 'none' || codec === 'snappy') return decompressUnchecked(codec, bytes, maxBytes)
    if (codec === 'gzip') return await inThread.gunzip(bytes, maxBytes)
    if (codec === 'zstd') return await inThread.unzstd(bytes, maxBytes)
    if (lz4ExpandedBytes(bytes) > maxBytes) throw new RangeError('an lz4 frame is too long')
    return await lz4().decompressFrame(bytes)
  } catch (error) {
    throw protocolErrors.invalidRecords(`they do not decompress with ${codec}`).because(error)
  }
}
