/** Whole record batches: records in, bytes out, and back. */

import { batchFormat, batchHeaderBytes, readBatchHeader, writeBatchHeader } from './batch-header.ts'
import { type CodecName, compress, decompress, defaultMaxDecompressedBytes } from './compression.ts'
import { protocolErrors } from './errors.ts'
import { encodeRecords, type LogRecord, type RecordInput, readRecords } from './records.ts'

export interface RecordBatchInput {
  records: readonly RecordInput[]
  codec?: CodecName
  baseOffset?: number
  partitionLeaderEpoch?: number
  producerId?: bigint
  producerEpoch?: number
  baseSequence?: number
  isTransactional?: boolean
  isControl?: boolean
}

/** Encodes records as one batch. A timestamp that is left out is -1, "no time". */
export function encodeRecordBatch(input: RecordBatchInput): Buffer {
  const { records, codec = 'none' } = input
  const baseTimestamp = records[0]?.timestamp ?? -1n
  let maxTimestamp = baseTimestamp
  for (const { timestamp = -1n } of records) if (timestamp > maxTimestamp) maxTimestamp = timestamp
  const batch =
    codec === 'none'
      ? encodeRecords(records, baseTimestamp, batchHeaderBytes)
      : behindHeader(compress(codec, encodeRecords(records, baseTimestamp, 0)))
  writeBatchHeader(batch, {
    codec,
    isTransactional: input.isTransactional ?? false,
    isControl: input.isControl ?? false,
    baseOffset: input.baseOffset ?? 0,
    partitionLeaderEpoch: input.partitionLeaderEpoch ?? -1,
    lastOffsetDelta: Math.max(records.length - 1, 0),
    baseTimestamp,
    maxTimestamp,
    producerId: input.producerId ?? -1n,
    producerEpoch: input.producerEpoch ?? -1,
    baseSequence: input.baseSequence ?? -1,
    recordCount: records.length,
  })
  return batch
}

/**
 * Decodes the records of one batch; keys, values and headers are parts of `batch` where it is not compressed.
 *
 * @param batch - begins with the batch; bytes behind it are ignored.
 * @param options.maxBytes - bound of what compressed records may expand to.
 * @throws {ProtocolError} corruptBatch or invalidRecords; the checksum is not verified here.
 */
export function decodeRecords(batch: Buffer, options: { maxBytes?: number } = {}): LogRecord[] {
  const header = readBatchHeader(batch)
  if (header.sizeInBytes < batchHeaderBytes || header.sizeInBytes > batch.length)
    throw protocolErrors.corruptBatch(`it says ${header.sizeInBytes} bytes and there are ${batch.length}`)
  if (header.magic !== batchFormat)
    throw protocolErrors.corruptBatch(`its format is ${header.magic}, not ${batchFormat}`)
  if (header.codec === undefined) throw protocolErrors.invalidRecords('their codec is not known')
  const body = batch.subarray(batchHeaderBytes, header.sizeInBytes)
  return readRecords(decompress(header.codec, body, options.maxBytes ?? defaultMaxDecompressedBytes), header)
}

function behindHeader(body: Buffer): Buffer {
  const batch = Buffer.allocUnsafe(batchHeaderBytes + body.length)
  body.copy(batch, batchHeaderBytes)
  return batch
}
