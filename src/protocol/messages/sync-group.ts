/** SyncGroup (API key 14): the leader hands out the assignment and every member gets its part. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bytes, int16, int32, nullableString, string } from '../wire-types.ts'

export const SyncGroup = defineApi({
  key: 14,
  name: 'SyncGroup',
  versions: '0-5',
  flexible: '4+',
  doc: 'The leader hands out the assignment and every member gets its part.',
  request: {
    groupId: field(string, '0+', 'Name of the group.'),
    generationId: field(int32, '0+', 'Generation the member joined.'),
    memberId: field(string, '0+', 'Id the coordinator gave the member.'),
    groupInstanceId: field(nullableString, '3+', 'Static membership id (KIP-345); null for a dynamic member.'),
    protocolType: field(nullableString, '5+', 'Protocol type the member takes for given; null for no check.'),
    protocolName: field(nullableString, '5+', 'Protocol the member takes for chosen; null for no check.'),
    assignments: field(
      array(
        struct({
          memberId: field(string, '0+', 'Id the coordinator gave the member.'),
          assignment: field(bytes, '0+', 'What the member gets; opaque to the broker.'),
        }),
      ),
      '0+',
      'What each member gets; only from the leader.',
    ),
  },
  response: {
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0+', '0, or why the request as a whole failed.'),
    protocolType: field(nullableString, '5+', 'What the group is for: consumer, connect, ...'),
    protocolName: field(nullableString, '5+', 'Protocol that was chosen.'),
    assignment: field(bytes, '0+', 'What the member gets; opaque to the broker.'),
  },
})
