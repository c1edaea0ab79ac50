/** OffsetFetch (API key 9): how far a consumer group has read. */

import { defineApi } from '../define-api.ts'
import { array, field, nullableArray, struct } from '../layout.ts'
import { bool, int16, int32, int64, nullableString, string, uuid } from '../wire-types.ts'

export const OffsetFetch = defineApi({
  key: 9,
  name: 'OffsetFetch',
  versions: '1-10',
  flexible: '6+',
  doc: 'How far a consumer group has read.',
  request: {
    groupId: field(string, '1-7', 'Name of the group.'),
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          partitionIndexes: field(array(int32), '0+', 'Partitions of the topic.'),
        }),
      ),
      '1-7',
      'Partitions by topic; null for all that the group has committed.',
      { nullable: '2+' },
    ),
    groups: field(
      array(
        struct({
          groupId: field(string, '0+', 'Name of the group.'),
          memberId: field(nullableString, '9+', 'Member that asks (KIP-848); null for anybody.'),
          memberEpoch: field(int32, '9+', 'Epoch of a member (KIP-848); -1 for no check.', { default: -1 }),
          topics: field(
            nullableArray(
              struct({
                name: field(string, '8-9', 'Name of the topic.'),
                topicId: field(uuid, '10+', 'Id of the topic; zero where it is named.'),
                partitionIndexes: field(array(int32), '0+', 'Partitions of the topic.'),
              }),
            ),
            '0+',
            'Partitions by topic; null for all that the group has committed.',
          ),
        }),
      ),
      '8+',
      'One entry for each group.',
    ),
    requireStable: field(bool, '7+', 'Whether offsets of open transactions are an error.'),
  },
  response: {
    throttleTimeMs: field(int32, '3+', 'Milliseconds the client should wait before its next request.'),
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                committedOffset: field(int64, '0+', 'Offset of the next record to read; -1 where none is committed.'),
                committedLeaderEpoch: field(int32, '5+', 'Leader epoch of the last record read; -1 where unknown.', {
                  default: -1,
                }),
                metadata: field(nullableString, '0+', 'Text that was committed with the offset.'),
                errorCode: field(int16, '0+', '0, or why there is no offset.'),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '1-7',
      'Partitions by topic; null for all that the group has committed.',
    ),
    errorCode: field(int16, '2-7', '0, or why the request as a whole failed.'),
    groups: field(
      array(
        struct({
          groupId: field(string, '0+', 'Name of the group.'),
          topics: field(
            array(
              struct({
                name: field(string, '8-9', 'Name of the topic.'),
                topicId: field(uuid, '10+', 'Id of the topic; zero where it is named.'),
                partitions: field(
                  array(
                    struct({
                      partitionIndex: field(int32, '0+', 'Partition.'),
                      committedOffset: field(
                        int64,
                        '0+',
                        'Offset of the next record to read; -1 where none is committed.',
                      ),
                      committedLeaderEpoch: field(
                        int32,
                        '0+',
                        'Leader epoch of the last record read; -1 where unknown.',
                        { default: -1 },
                      ),
                      metadata: field(nullableString, '0+', 'Text that was committed with the offset.'),
                      errorCode: field(int16, '0+', '0, or why there is no offset.'),
                    }),
                  ),
                  '0+',
                  'Partitions of the topic.',
                ),
              }),
            ),
            '0+',
            'Partitions by topic; null for all that the group has committed.',
          ),
          errorCode: field(int16, '0+', '0, or why the group cannot answer.'),
        }),
      ),
      '8+',
      'One entry for each group.',
    ),
  },
})
