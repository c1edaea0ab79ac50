/** ListOffsets (API key 2): offsets by time, or the earliest and latest ones. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bigint64, int8, int16, int32, int64, string } from '../wire-types.ts'

export const ListOffsets = defineApi({
  key: 2,
  name: 'ListOffsets',
  versions: '1-11',
  flexible: '6+',
  doc: 'Offsets by time, or the earliest and latest ones.',
  request: {
    replicaId: field(int32, '0+', '-1 for a consumer.'),
    isolationLevel: field(int8, '2+', '0: all records; 1: only those of committed transactions.'),
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                currentLeaderEpoch: field(int32, '4+', 'Leader epoch that the client knows; -1 for no check.', {
                  default: -1,
                }),
                timestamp: field(
                  bigint64,
                  '0+',
                  'Time to look for; -1 latest, -2 earliest, -3 record with the largest time, -4 earliest local, -5 latest tiered.',
                ),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '0+',
      'Partitions, by topic.',
    ),
    timeoutMs: field(int32, '10+', 'Milliseconds that a remote look-up may take.'),
  },
  response: {
    throttleTimeMs: field(int32, '2+', 'Milliseconds the client should wait before its next request.'),
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                errorCode: field(int16, '0+', '0, or why there is no answer.'),
                timestamp: field(bigint64, '0+', 'Time of the record that was found, else -1.', { default: -1n }),
                offset: field(int64, '0+', 'Offset that was found, else -1.', { default: -1 }),
                leaderEpoch: field(int32, '4+', 'Epoch of the leader; -1 where unknown.', { default: -1 }),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '0+',
      'Partitions, by topic.',
    ),
  },
})
