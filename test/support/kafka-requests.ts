/** Requests as tests write them: what matters is named, the rest is what clients usually send. */

import { crc32c } from '@node-rs/crc32'
import {
  type CreateTopics,
  encodeRecordBatch,
  type Fetch,
  type Metadata,
  type Produce,
  type RecordBatchInput,
  type RequestInput,
  zeroUuid,
} from '../../src/protocol/index.ts'

interface PartitionOf {
  readonly topic?: string
  readonly topicId?: string
  readonly partition?: number
}

/** One batch with a record for each text. */
export function batchOf(texts: readonly string[], options: Omit<RecordBatchInput, 'records'> = {}): Buffer {
  const timestamp = BigInt(Date.now())
  const records = texts.map((text) => ({ key: null, value: Buffer.from(text), timestamp }))
  return encodeRecordBatch({ records, ...options })
}

export function produceRequest(
  { topic = 'orders', topicId = zeroUuid, partition = 0 }: PartitionOf,
  records: Buffer | null,
  acks = -1,
): RequestInput<typeof Produce> {
  return {
    acks,
    timeoutMs: 30_000,
    topicData: [{ name: topic, topicId, partitionData: [{ index: partition, records }] }],
  }
}

export interface FetchOptions extends PartitionOf {
  readonly offset?: number
  readonly maxWaitMs?: number
  readonly minBytes?: number
  readonly maxBytes?: number
  readonly partitionMaxBytes?: number
  readonly isolationLevel?: number
  readonly currentLeaderEpoch?: number
}

export function fetchRequest(options: FetchOptions): RequestInput<typeof Fetch> {
  const { topic = 'orders', topicId = zeroUuid, partition = 0, offset = 0, maxWaitMs = 0, minBytes = 1 } = options
  const { maxBytes = 1_000_000, partitionMaxBytes = 1_000_000, isolationLevel = 0, currentLeaderEpoch = -1 } = options
  return {
    maxWaitMs,
    minBytes,
    maxBytes,
    isolationLevel,
    sessionId: 0,
    topics: [
      {
        topic,
        topicId,
        partitions: [{ partition, fetchOffset: offset, partitionMaxBytes, currentLeaderEpoch }],
      },
    ],
    forgottenTopicsData: [],
    rackId: '',
  }
}

/** Puts the CRC that fits the bytes of a batch, for tests that change them. */
export function withCrc(batch: Buffer): Buffer {
  batch.writeUInt32BE(crc32c(batch.subarray(21)), 17)
  return batch
}

export function metadataRequest(names: readonly string[] | null): RequestInput<typeof Metadata> {
  return {
    topics: names === null ? null : names.map((name) => ({ name, topicId: zeroUuid })),
    allowAutoTopicCreation: true,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  }
}

export function createRequest(
  name: string,
  options: { partitions?: number; configs?: Record<string, string | null>; replicationFactor?: number } = {},
): RequestInput<typeof CreateTopics> {
  const { partitions = 1, configs = {}, replicationFactor = 1 } = options
  return {
    topics: [
      {
        name,
        numPartitions: partitions,
        replicationFactor,
        assignments: [],
        configs: Object.entries(configs).map(([config, value]) => ({ name: config, value })),
      },
    ],
    validateOnly: false,
  }
}
