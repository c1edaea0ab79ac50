/** The Kafka wire, without sockets or clocks: messages, record batches, error codes. */

export {
  assignOffsets,
  batchFormat,
  batchHeaderBytes,
  batchOverheadBytes,
  batchPositions,
  checkBatchCrc,
  deleteHorizonOf,
  type RecordBatchHeader,
  readBatchHeader,
} from './batch-header.ts'
export { type CodecName, codecNames } from './compression.ts'
export {
  type AnyApi,
  type Api,
  defineApi,
  type RequestInput,
  type RequestOf,
  type ResponseInput,
  type ResponseOf,
} from './define-api.ts'
export { describeProtocol } from './describe-protocol.ts'
export { errorCodes, errorCodeTable, errorName } from './error-codes.ts'
export { errorFinder } from './error-finder.ts'
export { ProtocolError, protocolErrors } from './errors.ts'
export {
  decodeRequestHeader,
  decodeResponseFrame,
  encodeRequestFrame,
  encodeResponseFrame,
  type RequestHeader,
  requestBodyPosition,
} from './frame.ts'
export {
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
} from './layouts/consumer-offsets.ts'
export { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from './layouts/consumer-protocol.ts'
export * from './messages/index.ts'
export { decodeRecords, encodeRecordBatch, type RecordBatchInput } from './record-batch.ts'
export { findRecordFault } from './record-fault.ts'
export { RecordWalker, recordBytes, shrinkBatch } from './record-walker.ts'
export type { RecordInput } from './records.ts'
export { zeroUuid } from './wire-types.ts'
