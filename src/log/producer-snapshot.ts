/** Producer state as bytes, for `.snapshot` files and the checkpoint. Layout: docs/log-format.md, "Producer snapshot". */

import { crc32 } from 'node:zlib'
import { type ProducerBatch, type ProducerEntry, ProducerState } from './producer-state.ts'

const VERSION = 1
const HEADER_BYTES = 10
const ENTRY_BYTES = 23
const BATCH_BYTES = 32

/** @returns version i16, CRC-32 (of what follows it) u32, count i32, then each producer with its last batches. */
export function encodeProducers(producers: ProducerState): Buffer {
  let sizeInBytes = HEADER_BYTES
  for (const [, entry] of producers.entries()) sizeInBytes += ENTRY_BYTES + BATCH_BYTES * entry.batches.length
  const bytes = Buffer.allocUnsafe(sizeInBytes)
  bytes.writeInt16BE(VERSION, 0)
  bytes.writeInt32BE(producers.size, 6)
  let at = HEADER_BYTES
  for (const [producerId, entry] of producers.entries()) at = writeEntry(bytes, at, producerId, entry)
  bytes.writeUInt32BE(crc32(bytes.subarray(6)), 2)
  return bytes
}

/** @returns `undefined` where the bytes are damaged or of another version: a snapshot can always be done without. */
export function decodeProducers(bytes: Buffer): ProducerState | undefined {
  if (bytes.length < HEADER_BYTES || bytes.readInt16BE(0) !== VERSION) return undefined
  if (bytes.readUInt32BE(2) !== crc32(bytes.subarray(6))) return undefined
  const entries: [bigint, ProducerEntry][] = []
  let at = HEADER_BYTES
  // The CRC holds, so counts and sizes are those that were written.
  for (let count = bytes.readInt32BE(6); count > 0; count -= 1) {
    const batchCount = bytes.readInt8(at + 22)
    const batches: ProducerBatch[] = []
    for (let index = 0; index < batchCount; index += 1) {
      batches.push(readBatch(bytes, at + ENTRY_BYTES + index * BATCH_BYTES))
    }
    entries.push([
      bytes.readBigInt64BE(at),
      {
        producerEpoch: bytes.readInt16BE(at + 8),
        nextSequence: bytes.readInt32BE(at + 10),
        usedAtMs: Number(bytes.readBigInt64BE(at + 14)),
        batches,
      },
    ])
    at += ENTRY_BYTES + batchCount * BATCH_BYTES
  }
  return new ProducerState(entries)
}

function writeEntry(bytes: Buffer, start: number, producerId: bigint, entry: ProducerEntry): number {
  let at = bytes.writeBigInt64BE(producerId, start)
  at = bytes.writeInt16BE(entry.producerEpoch, at)
  at = bytes.writeInt32BE(entry.nextSequence, at)
  at = bytes.writeBigInt64BE(BigInt(Math.trunc(entry.usedAtMs)), at)
  at = bytes.writeInt8(entry.batches.length, at)
  for (const batch of entry.batches) {
    at = bytes.writeInt32BE(batch.firstSequence, at)
    at = bytes.writeInt32BE(batch.lastSequence, at)
    at = bytes.writeBigInt64BE(BigInt(batch.firstOffset), at)
    at = bytes.writeBigInt64BE(BigInt(batch.lastOffset), at)
    at = bytes.writeBigInt64BE(batch.maxTimestamp, at)
  }
  return at
}

function readBatch(bytes: Buffer, at: number): ProducerBatch {
  return {
    firstSequence: bytes.readInt32BE(at),
    lastSequence: bytes.readInt32BE(at + 4),
    firstOffset: Number(bytes.readBigInt64BE(at + 8)),
    lastOffset: Number(bytes.readBigInt64BE(at + 16)),
    maxTimestamp: bytes.readBigInt64BE(at + 24),
  }
}
