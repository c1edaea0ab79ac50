/** DeleteRecords (API key 21): takes away the oldest records of partitions. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { int16, int32, int64, offset64, string } from '../wire-types.ts'

export const DeleteRecords = defineApi({
  key: 21,
  name: 'DeleteRecords',
  versions: '0-2',
  flexible: '2+',
  doc: 'Takes away the records of partitions before an offset.',
  request: {
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                offset: field(offset64, '0+', 'First offset that stays; -1 for the high watermark.'),
              }),
            ),
            '0+',
            'Partitions of the topic.',
          ),
        }),
      ),
      '0+',
      'Topics from which to delete.',
    ),
    timeoutMs: field(int32, '0+', 'Milliseconds to wait until the records are gone.'),
  },
  response: {
    throttleTimeMs: field(int32, '0+', 'Milliseconds the client should wait before its next request.'),
    topics: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the topic.'),
          partitions: field(
            array(
              struct({
                partitionIndex: field(int32, '0+', 'Partition.'),
                lowWatermark: field(int64, '0+', 'First offset of the partition now; -1 on error.'),
                errorCode: field(int16, '0+', '0, or why nothing was deleted.'),
              }),
            ),
            '0+',
            'One answer for each partition.',
          ),
        }),
      ),
      '0+',
      'One answer for each topic.',
    ),
  },
})
