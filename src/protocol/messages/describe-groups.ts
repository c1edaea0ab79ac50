/** DescribeGroups (API key 15): state, members and assignments of classic groups. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { bool, bytes, int16, int32, nullableString, string } from '../wire-types.ts'

export const DescribeGroups = defineApi({
  key: 15,
  name: 'DescribeGroups',
  versions: '0-6',
  flexible: '5+',
  doc: 'State, members and assignments of classic groups.',
  request: {
    groups: field(array(string), '0+', 'Groups to describe.'),
    includeAuthorizedOperations: field(bool, '3+', 'Whether to list what the principal may do to each group.'),
  },
  response: {
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    groups: field(
      array(
        struct({
          errorCode: field(int16, '0+', '0, or why the group is not described.'),
          errorMessage: field(nullableString, '6+', 'Why, in words; null where all is well.'),
          groupId: field(string, '0+', 'Name of the group.'),
          groupState: field(string, '0+', 'PreparingRebalance, CompletingRebalance, Stable, Empty or Dead.'),
          protocolType: field(string, '0+', 'What the group is for: consumer, connect, ...'),
          protocolData: field(string, '0+', 'Protocol that was chosen.'),
          members: field(
            array(
              struct({
                memberId: field(string, '0+', 'Id the coordinator gave the member.'),
                groupInstanceId: field(
                  nullableString,
                  '4+',
                  'Static membership id (KIP-345); null for a dynamic member.',
                ),
                clientId: field(string, '0+', 'Client id of the member.'),
                clientHost: field(string, '0+', 'Host of the member, as /127.0.0.1.'),
                memberMetadata: field(bytes, '0+', 'What the member said of itself.'),
                memberAssignment: field(bytes, '0+', 'What the member got.'),
              }),
            ),
            '0+',
            'Members of the group.',
          ),
          authorizedOperations: field(int32, '3+', 'Bits of what the principal may do; -2147483648 where not asked.', {
            default: -0x8000_0000,
          }),
        }),
      ),
      '0+',
      'One answer for each group.',
    ),
  },
})
