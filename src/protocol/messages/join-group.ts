/** JoinGroup (API key 11): a consumer joins its group and waits until all have. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, bytes, int16, int32, nullableString, string } from '../wire-types.ts'

export const JoinGroup = defineApi({
  key: 11,
  name: 'JoinGroup',
  versions: '0-9',
  flexible: '6+',
  doc: 'A consumer joins its group and waits until all have.',
  request: {
    groupId: field(string, '0+', 'Name of the group.'),
    sessionTimeoutMs: field(int32, '0+', 'Milliseconds of silence after which the member is taken for dead.'),
    rebalanceTimeoutMs: field(
      int32,
      '1+',
      'Milliseconds that the member may take to rejoin; -1 for the session timeout.',
      { default: -1 },
    ),
    memberId: field(string, '0+', 'Id the coordinator gave the member; empty for a new one.'),
    groupInstanceId: field(nullableString, '5+', 'Static membership id (KIP-345); null for a dynamic member.'),
    protocolType: field(string, '0+', 'What the group is for: consumer, connect, ...'),
    protocols: field(
      array(
        struct({
          name: field(string, '0+', 'Name of the protocol.'),
          metadata: field(bytes, '0+', 'What the leader needs to know of the member; opaque to the broker.'),
        }),
      ),
      '0+',
      'Assignment protocols that the member knows, the best first.',
    ),
    reason: field(nullableString, '8+', 'Why, for the log.'),
  },
  response: {
    throttleTimeMs: field(int32, '2+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(
      int16,
      '0+',
      '0, MEMBER_ID_REQUIRED, UNKNOWN_MEMBER_ID, INCONSISTENT_GROUP_PROTOCOL, or another reason.',
    ),
    generationId: field(int32, '0+', 'Generation of the group; -1 on error.', { default: -1 }),
    protocolType: field(nullableString, '7+', 'What the group is for: consumer, connect, ...'),
    protocolName: field(string, '0+', 'Protocol that was chosen.', { nullable: '7+' }),
    leader: field(string, '0+', 'Member that computes the assignment.'),
    skipAssignment: field(bool, '9+', 'Whether the leader must leave the assignment as it is.'),
    memberId: field(string, '0+', 'Id the coordinator gave the member.'),
    members: field(
      array(
        struct({
          memberId: field(string, '0+', 'Id the coordinator gave the member.'),
          groupInstanceId: field(nullableString, '5+', 'Static membership id (KIP-345); null for a dynamic member.'),
          metadata: field(bytes, '0+', 'What the member said of itself.'),
        }),
      ),
      '0+',
      'All members, for the leader; empty for the others.',
    ),
  },
})
