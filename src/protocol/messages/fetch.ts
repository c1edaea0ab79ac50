/** Reading record batches, with a wait for those that are not there yet. */

import { defineApi } from '../define-api.ts'
import { array, field, nullableArray, struct } from '../layout.ts'
import {
  bigint64,
  int8,
  int16,
  int32,
  int64,
  nullableRecords,
  nullableString,
  offset64,
  string,
  uuid,
} from '../wire-types.ts'
import { currentLeader, nodeEndpoints } from './leader-hints.ts'

const topic = field(string, '4-12', 'Name of the topic.', { default: '' })
const topicId = field(uuid, '13+', 'Id of the topic.', { default: '00000000-0000-0000-0000-000000000000' })

/** Fetch (API key 1). */
export const Fetch = defineApi({
  key: 1,
  name: 'Fetch',
  doc: 'Reads record batches of partitions and waits for new ones.',
  versions: '4-18',
  flexible: '12+',
  request: {
    clusterId: field(nullableString, '12+', 'Cluster the client believes to talk to; null where it does not say.', {
      tag: 0,
    }),
    replicaId: field(int32, '4-14', 'Node id of a follower; -1 for a consumer.', { default: -1 }),
    replicaState: field(
      struct({
        replicaId: field(int32, '15+', 'Node id of a follower; -1 for a consumer.', { default: -1 }),
        replicaEpoch: field(bigint64, '15+', 'Epoch of the follower; -1 for a consumer.', { default: -1n }),
      }),
      '15+',
      'Who asks, where it is a follower.',
      { tag: 1 },
    ),
    maxWaitMs: field(int32, '4+', 'Milliseconds to wait until there are minBytes.'),
    minBytes: field(int32, '4+', 'Bytes of records that are worth an answer.'),
    maxBytes: field(int32, '4+', 'Bytes of records in the answer; the first batch may exceed it.', {
      default: 0x7fffffff,
    }),
    isolationLevel: field(int8, '4+', '0 for all records, 1 for those of committed transactions.'),
    sessionId: field(int32, '7+', 'Fetch session (KIP-227); 0 for none.', { default: 0 }),
    sessionEpoch: field(int32, '7+', 'Request number in the session; -1 for none.', { default: -1 }),
    topics: field(
      array(
        struct({
          topic,
          topicId,
          partitions: field(
            array(
              struct({
                partition: field(int32, '4+', 'Partition to read.'),
                currentLeaderEpoch: field(int32, '9+', 'Leader epoch the client knows; -1 for none.', { default: -1 }),
                fetchOffset: field(offset64, '4+', 'First offset wanted.'),
                lastFetchedEpoch: field(int32, '12+', 'Leader epoch of the last record fetched; -1 for none.', {
                  default: -1,
                }),
                logStartOffset: field(offset64, '5+', 'First offset of a follower; -1 for a consumer.', {
                  default: -1,
                }),
                partitionMaxBytes: field(
                  int32,
                  '4+',
                  'Bytes of records of this partition; the first batch may exceed it.',
                ),
                replicaDirectoryId: field(uuid, '17+', 'Folder of a follower.', { tag: 0 }),
                highWatermark: field(
                  bigint64,
                  '18+',
                  'High watermark that a follower knows; the largest int64 for a consumer.',
                  {
                    tag: 1,
                    default: 0x7fffffffffffffffn,
                  },
                ),
              }),
            ),
            '4+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '4+',
      'Topics to read; in a session only those that changed.',
    ),
    forgottenTopicsData: field(
      array(
        struct({
          topic: field(string, '7-12', 'Name of the topic.', { default: '' }),
          topicId,
          partitions: field(array(int32), '7+', 'Partitions to leave out.'),
        }),
      ),
      '7+',
      'What a session no longer wants.',
      { default: [] },
    ),
    rackId: field(string, '11+', 'Rack of the consumer.', { default: '' }),
  },
  response: {
    throttleTimeMs: field(int32, '4+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '7+', '0, or an error of the fetch session.'),
    sessionId: field(int32, '7+', 'Fetch session; 0 for none.', { default: 0 }),
    responses: field(
      array(
        struct({
          topic,
          topicId,
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '4+', 'Partition read.'),
                errorCode: field(int16, '4+', '0, or why nothing was read.'),
                highWatermark: field(int64, '4+', 'Offset after the last record that is durable.'),
                lastStableOffset: field(int64, '4+', 'Offset before which every transaction has ended; -1 on error.', {
                  default: -1,
                }),
                logStartOffset: field(int64, '5+', 'First offset of the partition; -1 on error.', { default: -1 }),
                divergingEpoch: field(
                  struct({
                    epoch: field(int32, '12+', 'Largest epoch up to the one asked for; -1 where it is not told.', {
                      default: -1,
                    }),
                    endOffset: field(int64, '12+', 'Where that epoch ends; -1 where it is not told.', { default: -1 }),
                  }),
                  '12+',
                  "Where the client's log and this one part.",
                  { tag: 0 },
                ),
                currentLeader: currentLeader('12+', 1),
                snapshotId: field(
                  struct({
                    endOffset: field(int64, '12+', 'End of the snapshot; -1 for none.', { default: -1 }),
                    epoch: field(int32, '12+', 'Its epoch; -1 for none.', { default: -1 }),
                  }),
                  '12+',
                  'Snapshot to be read first; only controllers use it.',
                  { tag: 2 },
                ),
                abortedTransactions: field(
                  nullableArray(
                    struct({
                      producerId: field(bigint64, '4+', 'Producer of the transaction.'),
                      firstOffset: field(int64, '4+', 'First offset of the transaction.'),
                    }),
                  ),
                  '4+',
                  'Transactions whose records are to be skipped; null for isolation level 0.',
                ),
                preferredReadReplica: field(int32, '11+', 'Node to read from; -1 for this one.', { default: -1 }),
                records: field(
                  nullableRecords,
                  '4+',
                  'Batches as they are stored; never null, which librdkafka refuses.',
                  {
                    default: Buffer.alloc(0),
                  },
                ),
              }),
            ),
            '4+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '4+',
      'Topics read.',
    ),
    nodeEndpoints: nodeEndpoints('16+', 0),
  },
})
