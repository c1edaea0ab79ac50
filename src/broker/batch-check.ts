/** Whether a produced batch may be appended: the rules of the format and of the topic, before the producer's sequence. */

import {
  batchFormat,
  batchHeaderBytes,
  batchOverheadBytes,
  batchPositions,
  checkBatchCrc,
  findRecordFault,
  type RecordBatchHeader,
  readBatchHeader,
  recordBytes,
} from '../protocol/index.ts'
import { type BatchRefusal, refusal } from './batch-refusal.ts'
import { type BrokerError, brokerErrors } from './errors.ts'
import type { Topic } from './topic.ts'

/** Looks at a batch that the broker itself would take, for instance at its records' schemas. */
export type BatchCheck = (
  topic: Pick<Topic, 'name' | 'topicId' | 'configs'>,
  partitionIndex: number,
  batch: Buffer,
) => BatchRefusal | undefined | Promise<BatchRefusal | undefined>

const firstZstdVersion = 7

/**
 * @param apiVersion - of the Produce request.
 * @returns The first rule that the batch breaks, in the order in which Kafka checks them; nothing for a good one.
 */
export function checkBatch(
  batch: Buffer,
  topic: Pick<Topic, 'name' | 'isInternal' | 'limits'>,
  apiVersion: number,
  nowMs: number,
): BatchRefusal | undefined {
  const framing = framingFault(batch)
  if (framing !== undefined) return refusal(framing)
  const header = readBatchHeader(batch)
  const fault = batchFault(batch, header, topic, apiVersion) ?? timestampFault(header, topic.limits, nowMs)
  return fault === undefined ? recordRefusal(batch, header, topic.limits) : refusal(fault)
}

/** Exactly one batch of format 2. Formats 0 and 1 have their magic byte in the same place. */
function framingFault(records: Buffer): BrokerError | undefined {
  if (records.length === 0) return brokerErrors.invalidBatch('there is none')
  if (records.length <= batchPositions.magic) return brokerErrors.corruptBatch('it ends before its header does')
  const magic = records[batchPositions.magic]
  if (magic !== batchFormat) {
    return brokerErrors.invalidBatch(`its format is ${magic}, only ${batchFormat} is taken`)
  }
  const announced = records.readInt32BE(batchPositions.batchLength) + batchOverheadBytes
  if (announced < batchHeaderBytes || announced > records.length) {
    return brokerErrors.corruptBatch(`it announces ${announced} bytes and has ${records.length}`)
  }
  if (announced < records.length) return brokerErrors.invalidBatch('a partition takes one batch for each request')
  return undefined
}

function batchFault(
  batch: Buffer,
  header: RecordBatchHeader,
  topic: Pick<Topic, 'name' | 'isInternal' | 'limits'>,
  apiVersion: number,
): BrokerError | undefined {
  const { maxMessageBytes } = topic.limits
  if (header.codec === 'zstd' && apiVersion < firstZstdVersion) return brokerErrors.unsupportedCodec()
  if (topic.isInternal) return brokerErrors.internalTopic(topic.name)
  if (header.baseOffset !== 0) return brokerErrors.invalidBatch('its base offset is not 0')
  if (batch.length > maxMessageBytes) return brokerErrors.batchTooLarge(batch.length, maxMessageBytes)
  if (!checkBatchCrc(batch)) return brokerErrors.corruptBatch('its CRC does not match')
  return headerFault(header)
}

function headerFault(header: RecordBatchHeader): BrokerError | undefined {
  const { recordCount, lastOffsetDelta, producerId, producerEpoch, baseSequence } = header
  if (recordCount < 1) return brokerErrors.invalidBatch(`it counts ${recordCount} records`)
  if (lastOffsetDelta + 1 !== recordCount) {
    return brokerErrors.invalidBatch(`it counts ${recordCount} records and ends at offset delta ${lastOffsetDelta}`)
  }
  if (header.isControl) return brokerErrors.invalidBatch('control batches are written by the broker only')
  if (header.isTransactional) return brokerErrors.invalidBatch('transactions are not supported yet')
  if (producerId >= 0n && (baseSequence < 0 || producerEpoch < 0)) {
    return brokerErrors.invalidBatch('it has a producer id without an epoch and a sequence')
  }
  if (header.codec === undefined) return brokerErrors.invalidBatch('its codec is none that is known')
  return undefined
}

/** By the times that the header claims, which spares unpacking compressed batches. */
function timestampFault(
  { timestampType, baseTimestamp, maxTimestamp }: RecordBatchHeader,
  { timestampBeforeMaxMs, timestampAfterMaxMs }: Topic['limits'],
  nowMs: number,
): BrokerError | undefined {
  if (timestampType === 'LogAppendTime')
    return brokerErrors.invalidTimestamp('Only the broker may set the log append time.')
  // A record without a time has -1, which is not one that could be too old.
  if (Number(maxTimestamp) > nowMs + timestampAfterMaxMs) {
    return brokerErrors.invalidTimestamp(
      `Timestamp ${maxTimestamp} lies more than ${timestampAfterMaxMs} ms after the broker's clock.`,
    )
  }
  if (baseTimestamp >= 0n && Number(baseTimestamp) < nowMs - timestampBeforeMaxMs) {
    return brokerErrors.invalidTimestamp(
      `Timestamp ${baseTimestamp} lies more than ${timestampBeforeMaxMs} ms before the broker's clock.`,
    )
  }
  return undefined
}

/**
 * Compressed batches are not unpacked for this, which is where Kafka spends most of its CPU on produce; what a client
 * wrote wrong there is found by its consumers. Where compaction will read them, `checkCompressedBatch` does it.
 */
function recordRefusal(
  batch: Buffer,
  header: RecordBatchHeader,
  { compacted }: Topic['limits'],
): BatchRefusal | undefined {
  return refusalOf(header.codec === 'none' ? findRecordFault(batch, header, compacted) : undefined)
}

/** More than what a batch of the usual size expands to; a bound against bombs. */
const maxDecodedBytes = 64 * 1024 * 1024

/** Whether a batch that `checkBatch` has found good must be unpacked, because its topic is compacted. */
export function mustUnpack(batch: Buffer, { limits }: Pick<Topic, 'limits'>): boolean {
  return limits.compacted && readBatchHeader(batch).codec !== 'none'
}

/** The records of a compressed batch for a topic that is compacted: each needs a key. */
export async function checkCompressedBatch(batch: Buffer): Promise<BatchRefusal | undefined> {
  const header = readBatchHeader(batch)
  try {
    return refusalOf(findRecordFault(await recordBytes(batch, header, maxDecodedBytes), header, true, 0))
  } catch {
    return refusal(
      brokerErrors.invalidBatch(`its records cannot be unpacked, or take more than ${maxDecodedBytes} bytes`),
    )
  }
}

function refusalOf(fault: ReturnType<typeof findRecordFault>): BatchRefusal | undefined {
  if (fault === undefined) return undefined
  const { recordIndex, reason } = fault
  if (recordIndex === undefined) return refusal(brokerErrors.invalidBatch(`it ${reason}`))
  const message = `record ${recordIndex} ${reason}`
  const recordErrors = [{ batchIndex: recordIndex, batchIndexErrorMessage: message }]
  return refusal(brokerErrors.invalidBatch(message), recordErrors)
}
