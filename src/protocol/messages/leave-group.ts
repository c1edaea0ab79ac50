/** LeaveGroup (API key 13): members leave their group. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { int16, int32, nullableString, string } from '../wire-types.ts'

export const LeaveGroup = defineApi({
  key: 13,
  name: 'LeaveGroup',
  versions: '0-5',
  flexible: '4+',
  doc: 'Members leave their group.',
  request: {
    groupId: field(string, '0+', 'Name of the group.'),
    memberId: field(string, '0-2', 'Id the coordinator gave the member.'),
    members: field(
      array(
        struct({
          memberId: field(string, '0+', 'Id the coordinator gave the member.'),
          groupInstanceId: field(nullableString, '0+', 'Static membership id (KIP-345); null for a dynamic member.'),
          reason: field(nullableString, '5+', 'Why, for the log.'),
        }),
      ),
      '3+',
      'The members that leave.',
    ),
  },
  response: {
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0+', '0, or why the request as a whole failed.'),
    members: field(
      array(
        struct({
          memberId: field(string, '0+', 'Id the coordinator gave the member.'),
          groupInstanceId: field(nullableString, '0+', 'Static membership id (KIP-345); null for a dynamic member.'),
          errorCode: field(int16, '0+', '0, or why the member is not removed.'),
        }),
      ),
      '3+',
      'The members that leave.',
    ),
  },
})
