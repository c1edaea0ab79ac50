/** Heartbeat (API key 12): a group member says it is alive and learns whether to rejoin. */

import { defineApi } from '../define-api.ts'
import { field } from '../layout.ts'
import { int16, int32, nullableString, string } from '../wire-types.ts'

export const Heartbeat = defineApi({
  key: 12,
  name: 'Heartbeat',
  versions: '0-4',
  flexible: '4+',
  doc: 'A group member says it is alive and learns whether to rejoin.',
  request: {
    groupId: field(string, '0+', 'Name of the group.'),
    generationId: field(int32, '0+', 'Generation the member joined.'),
    memberId: field(string, '0+', 'Id the coordinator gave the member.'),
    groupInstanceId: field(nullableString, '3+', 'Static membership id (KIP-345); null for a dynamic member.'),
  },
  response: {
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0+', '0, UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION or REBALANCE_IN_PROGRESS.'),
  },
})
