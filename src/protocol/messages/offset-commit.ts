/** OffsetCommit (API key 8): a consumer group keeps how far it has read. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bigint64, int16, int32, nullableString, offset64, string, uuid } from '../wire-types.ts'

export const OffsetCommit = defineApi({
  key: 8,
  name: 'OffsetCommit',
  versions: '2-10',
  flexible: '8+',
  doc: 'A consumer group keeps how far it has read.',
  request: {
    groupId: field(string, '0+', 'Name of the group.'),
    generationIdOrMemberEpoch: field(
      int32,
      '0+',
      'Generation of a classic member or epoch of a member (KIP-848); -1 for a commit from outside the group.',
      { default: -1 },
    ),
    memberId: field(string, '0+', 'Id the coordinator gave the member.'),
    groupInstanceId: field(nullableString, '7+', 'Static membership id (KIP-345); null for a dynamic member.'),
    retentionTimeMs: field(bigint64, '2-4', 'Ignored since Kafka 2.1.', { default: -1n }),
    topics: field(
      array(
        struct({
          name: field(string, '2-9', 'Name of the topic.'),
          topicId: field(uuid, '10+', 'Id of the topic; zero where it is named.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                committedOffset: field(
                  offset64,
                  '0+',
                  'Offset of the next record to read; -1 where none is committed.',
                ),
                committedLeaderEpoch: field(int32, '6+', 'Leader epoch of the last record read; -1 where unknown.', {
                  default: -1,
                }),
                committedMetadata: field(nullableString, '0+', 'Text that the client keeps with the offset.'),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '0+',
      'Offsets by topic.',
    ),
  },
  response: {
    throttleTimeMs: field(int32, '3+', 'Milliseconds the client should wait before its next request.'),
    topics: field(
      array(
        struct({
          name: field(string, '2-9', 'Name of the topic.'),
          topicId: field(uuid, '10+', 'Id of the topic; zero where it is named.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                errorCode: field(int16, '0+', '0, or why the offset was not kept.'),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '0+',
      'Offsets by topic.',
    ),
  },
})
