/** Steps over the records of a batch without making objects of them, and copies single ones: what compaction does. */

import { batchHeaderBytes, type RecordBatchHeader, writeShrunkHeader } from './batch-header.ts'
import { type CodecName, compressInThread, decompressInThread } from './compression.ts'
import { protocolErrors } from './errors.ts'
import { Reader } from './reader.ts'
import { varlongSize, writeVarint, writeVarlong } from './records.ts'

/** A record that is copied may grow by the varint of its length and by that of its time. */
const mostGrowth = 15

export class RecordWalker {
  readonly #bytes: Buffer
  readonly #header: RecordBatchHeader
  readonly #reader: Reader
  #left: number
  /** Where the parts of the record begin that a copy takes over as they are, and where it ends. */
  #rest = 0
  #end = 0
  #timestamp = 0n
  offset = -1
  key: Buffer | null = null
  /** Without a value it is a tombstone. */
  hasValue = false

  /** @param bytes - the records of the batch, decompressed. */
  constructor(bytes: Buffer, header: RecordBatchHeader) {
    this.#bytes = bytes
    this.#header = header
    this.#reader = new Reader(bytes)
    this.#left = header.recordCount
  }

  get timestamp(): bigint {
    return this.#timestamp
  }

  /** Bytes that a copy of every record takes at most. */
  get mostBytes(): number {
    return this.#bytes.length + mostGrowth * this.#header.recordCount
  }

  /** @throws {ProtocolError} invalidRecords */
  next(): boolean {
    const reader = this.#reader
    if (this.#left === 0) {
      if (reader.left > 0) throw protocolErrors.invalidRecords(`${reader.left} bytes follow the last one`)
      return false
    }
    this.#left -= 1
    const length = reader.varint()
    if (length < 0 || length > reader.left) throw protocolErrors.invalidRecords(`one has the length ${length}`)
    this.#end = reader.position + length
    reader.int8() // attributes, of which none is defined
    const timestampDelta = reader.varlong()
    this.#rest = reader.position
    this.offset = this.#header.baseOffset + reader.varint()
    this.#timestamp = BigInt.asIntN(64, this.#header.baseTimestamp + timestampDelta)
    const keyLength = reader.varint()
    this.key = keyLength < 0 ? null : reader.slice(keyLength, 'record')
    this.hasValue = reader.varint() >= 0
    if (reader.position > this.#end) throw protocolErrors.invalidRecords('a key is longer than its record')
    reader.position = this.#end
    return true
  }

  /** Copies the record, with its time as a difference from `baseTimestamp`. @returns the position behind it. */
  copyTo(target: Buffer, at: number, baseTimestamp: bigint): number {
    const delta = BigInt.asIntN(64, this.#timestamp - baseTimestamp)
    const rest = this.#end - this.#rest
    let position = writeVarint(target, at, 1 + varlongSize(delta) + rest)
    target[position] = 0
    position = writeVarlong(target, position + 1, delta)
    return position + this.#bytes.copy(target, position, this.#rest, this.#end)
  }
}

/** The records of a batch, decompressed outside of the event loop where that takes long. */
export function recordBytes(
  batch: Buffer,
  { codec, sizeInBytes }: RecordBatchHeader,
  maxBytes: number,
): Promise<Buffer> {
  if (codec === undefined) throw protocolErrors.invalidRecords('their codec is not known')
  return decompressInThread(codec, batch.subarray(batchHeaderBytes, sizeInBytes), maxBytes)
}

/** What a batch becomes when records have been taken out of it. */
export interface ShrunkBatch {
  /** The records that stay, not compressed, behind room for the header. */
  readonly target: Buffer
  readonly recordCount: number
  readonly baseTimestamp: bigint
  readonly maxTimestamp: bigint
  /** `baseTimestamp` is the time at which the tombstones of the batch may go (KIP-534). */
  readonly hasDeleteHorizon: boolean
}

/** Offsets, producer, codec and kind are those of `batch`. The result lies in `target` where it is not compressed. */
export async function shrinkBatch(batch: Buffer, header: RecordBatchHeader, shrunk: ShrunkBatch): Promise<Buffer> {
  const codec: CodecName = shrunk.recordCount === 0 ? 'none' : (header.codec ?? 'none')
  const { target } = shrunk
  const result = codec === 'none' ? target : await compressed(codec, target)
  batch.copy(result, 0, 0, batchHeaderBytes)
  writeShrunkHeader(result, { ...shrunk, codec })
  return result
}

async function compressed(codec: CodecName, target: Buffer): Promise<Buffer> {
  const body = await compressInThread(codec, target.subarray(batchHeaderBytes))
  return Buffer.concat([target.subarray(0, batchHeaderBytes), body])
}
