/**
 * The header of a record batch, format version 2: its fields at fixed places, its checksum, and what a broker may rewrite.
 *
 * @see https://kafka.apache.org/documentation/#recordbatch
 */

import { crc32c } from '@node-rs/crc32'
import { type CodecName, codecNames } from './compression.ts'
import { protocolErrors } from './errors.ts'
import { readInt64, writeInt64 } from './int64.ts'

/** The format that is spoken here, in the field `magic`; formats 0 and 1 have that field in the same place. */
export const batchFormat = 2

/** Places of the header's fields, counted from the start of the batch. */
export const batchPositions = {
  baseOffset: 0,
  batchLength: 8,
  partitionLeaderEpoch: 12,
  magic: 16,
  crc: 17,
  attributes: 21,
  lastOffsetDelta: 23,
  baseTimestamp: 27,
  maxTimestamp: 35,
  producerId: 43,
  producerEpoch: 51,
  baseSequence: 53,
  recordCount: 57,
} as const

const at = batchPositions

/** Bytes of the header, and so of the smallest batch. */
export const batchHeaderBytes = 61

/** Base offset and batch length stand in front of what the batch length counts. */
export const batchOverheadBytes = 12

const codecMask = 0x07
const timestampTypeBit = 0x08
const transactionalBit = 0x10
const controlBit = 0x20
const deleteHorizonBit = 0x40

export interface RecordBatchHeader {
  baseOffset: number
  /** Bytes of the whole batch, header included. */
  sizeInBytes: number
  partitionLeaderEpoch: number
  magic: number
  crc: number
  attributes: number
  /** `undefined` for the codec numbers that nobody has defined. */
  codec: CodecName | undefined
  timestampType: 'CreateTime' | 'LogAppendTime'
  isTransactional: boolean
  isControl: boolean
  lastOffsetDelta: number
  /** Milliseconds since the epoch, as the producer said. */
  baseTimestamp: bigint
  maxTimestamp: bigint
  /** -1 where the producer is not idempotent; likewise its epoch and sequence. */
  producerId: bigint
  producerEpoch: number
  baseSequence: number
  recordCount: number
}

/**
 * Reads the header of the batch at `position`; its records and checksum are not looked at.
 *
 * @throws {ProtocolError} corruptBatch where fewer bytes are left than a header has.
 */
export function readBatchHeader(bytes: Buffer, position = 0): RecordBatchHeader {
  if (position + batchHeaderBytes > bytes.length) throw protocolErrors.corruptBatch('its header is cut off')
  const attributes = bytes.readInt16BE(position + at.attributes)
  return {
    baseOffset: readInt64(bytes, position + at.baseOffset),
    sizeInBytes: batchOverheadBytes + bytes.readInt32BE(position + at.batchLength),
    partitionLeaderEpoch: bytes.readInt32BE(position + at.partitionLeaderEpoch),
    magic: bytes.readInt8(position + at.magic),
    crc: bytes.readUInt32BE(position + at.crc),
    attributes,
    codec: codecNames[attributes & codecMask],
    timestampType: attributes & timestampTypeBit ? 'LogAppendTime' : 'CreateTime',
    isTransactional: (attributes & transactionalBit) !== 0,
    isControl: (attributes & controlBit) !== 0,
    lastOffsetDelta: bytes.readInt32BE(position + at.lastOffsetDelta),
    baseTimestamp: bytes.readBigInt64BE(position + at.baseTimestamp),
    maxTimestamp: bytes.readBigInt64BE(position + at.maxTimestamp),
    producerId: bytes.readBigInt64BE(position + at.producerId),
    producerEpoch: bytes.readInt16BE(position + at.producerEpoch),
    baseSequence: bytes.readInt32BE(position + at.baseSequence),
    recordCount: bytes.readInt32BE(position + at.recordCount),
  }
}

/** Whether the checksum of the batch at `position` is that of its bytes; a batch that is cut off has none. */
export function checkBatchCrc(bytes: Buffer, position = 0): boolean {
  if (position + batchHeaderBytes > bytes.length) return false
  const end = position + batchOverheadBytes + bytes.readInt32BE(position + at.batchLength)
  if (end > bytes.length || end < position + batchHeaderBytes) return false
  return crc32c(bytes.subarray(position + at.attributes, end)) === bytes.readUInt32BE(position + at.crc)
}

/** Rewrites, in place, what only the broker knows. Neither field is covered by the checksum. */
export function assignOffsets(bytes: Buffer, baseOffset: number, leaderEpoch: number, position = 0): void {
  writeInt64(bytes, position + at.baseOffset, baseOffset)
  bytes.writeInt32BE(leaderEpoch, position + at.partitionLeaderEpoch)
}

/** What an encoder fills in; the records stand behind the header already. */
export interface HeaderInput {
  codec: CodecName
  isTransactional: boolean
  isControl: boolean
  baseOffset: number
  partitionLeaderEpoch: number
  lastOffsetDelta: number
  baseTimestamp: bigint
  maxTimestamp: bigint
  producerId: bigint
  producerEpoch: number
  baseSequence: number
  recordCount: number
}

/** When the tombstones of the batch may go (KIP-534); `undefined` where compaction has not met any in it. */
export function deleteHorizonOf({ attributes, baseTimestamp }: RecordBatchHeader): bigint | undefined {
  return (attributes & deleteHorizonBit) !== 0 ? baseTimestamp : undefined
}

/** Puts into the header in front of other records what has changed with them, and the checksum. */
export function writeShrunkHeader(
  batch: Buffer,
  shrunk: Pick<HeaderInput, 'codec' | 'recordCount' | 'baseTimestamp' | 'maxTimestamp'> & {
    readonly hasDeleteHorizon: boolean
  },
): void {
  const kept = batch.readInt16BE(at.attributes) & ~(codecMask | deleteHorizonBit)
  const horizon = shrunk.hasDeleteHorizon ? deleteHorizonBit : 0
  batch.writeInt32BE(batch.length - batchOverheadBytes, at.batchLength)
  batch.writeInt16BE(kept | codecNames.indexOf(shrunk.codec) | horizon, at.attributes)
  batch.writeBigInt64BE(shrunk.baseTimestamp, at.baseTimestamp)
  batch.writeBigInt64BE(shrunk.maxTimestamp, at.maxTimestamp)
  batch.writeInt32BE(shrunk.recordCount, at.recordCount)
  batch.writeUInt32BE(crc32c(batch.subarray(at.attributes)), at.crc)
}

/** Writes the header of a batch that fills `batch`, and its checksum. */
export function writeBatchHeader(batch: Buffer, header: HeaderInput): void {
  const flags = (header.isTransactional ? transactionalBit : 0) | (header.isControl ? controlBit : 0)
  batch.writeInt32BE(batch.length - batchOverheadBytes, at.batchLength)
  batch.writeInt8(batchFormat, at.magic)
  batch.writeInt16BE(codecNames.indexOf(header.codec) | flags, at.attributes)
  batch.writeInt32BE(header.lastOffsetDelta, at.lastOffsetDelta)
  batch.writeBigInt64BE(header.baseTimestamp, at.baseTimestamp)
  batch.writeBigInt64BE(header.maxTimestamp, at.maxTimestamp)
  batch.writeBigInt64BE(header.producerId, at.producerId)
  batch.writeInt16BE(header.producerEpoch, at.producerEpoch)
  batch.writeInt32BE(header.baseSequence, at.baseSequence)
  batch.writeInt32BE(header.recordCount, at.recordCount)
  assignOffsets(batch, header.baseOffset, header.partitionLeaderEpoch)
  batch.writeUInt32BE(crc32c(batch.subarray(at.attributes)), at.crc)
}
