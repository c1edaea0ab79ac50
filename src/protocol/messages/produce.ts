/** Appending record batches. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bigint64, int16, int32, int64, nullableRecords, nullableString, string, uuid } from '../wire-types.ts'
import { currentLeader, nodeEndpoints } from './leader-hints.ts'

/**
 * Produce (API key 0). Versions 0 to 2 are advertised and not served: librdkafka up to 2.10 turns compression off where
 * the lowest version is above 0 (KAFKA-18659).
 */
export const Produce = defineApi({
  key: 0,
  name: 'Produce',
  doc: 'Appends record batches to partitions.',
  versions: '3-13',
  advertised: '0-13',
  flexible: '9+',
  request: {
    transactionalId: field(nullableString, '3+', 'Transaction the records belong to; null outside of one.'),
    acks: field(int16, '3+', '0 for no answer at all, 1 or -1 for an answer when the records are durable.'),
    timeoutMs: field(int32, '3+', 'Milliseconds the client is willing to wait.'),
    topicData: field(
      array(
        struct({
          name: field(string, '3-12', 'Name of the topic.', { default: '' }),
          topicId: field(uuid, '13+', 'Id of the topic.', { default: '00000000-0000-0000-0000-000000000000' }),
          partitionData: field(
            array(
              struct({
                index: field(int32, '3+', 'Partition to append to.'),
                records: field(nullableRecords, '3+', 'One record batch of format 2.'),
              }),
            ),
            '3+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '3+',
      'Topics to append to.',
    ),
  },
  response: {
    responses: field(
      array(
        struct({
          name: field(string, '3-12', 'Name of the topic.', { default: '' }),
          topicId: field(uuid, '13+', 'Id of the topic.', { default: '00000000-0000-0000-0000-000000000000' }),
          partitionResponses: field(
            array(
              struct({
                index: field(int32, '3+', 'Partition appended to.'),
                errorCode: field(int16, '3+', '0, or why nothing was appended.'),
                baseOffset: field(int64, '3+', 'Offset of the first record; -1 on error.'),
                logAppendTimeMs: field(
                  bigint64,
                  '3+',
                  'Time of the append where the topic uses it as the time of its records, else -1.',
                  { default: -1n },
                ),
                logStartOffset: field(int64, '5+', 'First offset of the partition; -1 on error.', { default: -1 }),
                recordErrors: field(
                  array(
                    struct({
                      batchIndex: field(int32, '8+', 'Index in the batch of a record that was refused.'),
                      batchIndexErrorMessage: field(nullableString, '8+', 'Why it was refused.'),
                    }),
                  ),
                  '8+',
                  'Records for which the batch was refused.',
                  { default: [] },
                ),
                errorMessage: field(
                  nullableString,
                  '8+',
                  'Why the batch was refused, in words; null without an error.',
                ),
                currentLeader: currentLeader('10+', 0),
              }),
            ),
            '3+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '3+',
      'Topics appended to.',
    ),
    throttleTimeMs: field(int32, '3+', 'Milliseconds the client should wait before its next request.'),
    nodeEndpoints: nodeEndpoints('10+', 0),
  },
})
