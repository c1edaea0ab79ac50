/** ListGroups (API key 16): the groups of this broker. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { int16, int32, string } from '../wire-types.ts'

export const ListGroups = defineApi({
  key: 16,
  name: 'ListGroups',
  versions: '0-5',
  flexible: '3+',
  doc: 'The groups of this broker.',
  request: {
    statesFilter: field(array(string), '4+', 'States to list; empty for all.'),
    typesFilter: field(array(string), '5+', 'Types to list; empty for all.'),
  },
  response: {
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0+', '0, or why the request as a whole failed.'),
    groups: field(
      array(
        struct({
          groupId: field(string, '0+', 'Name of the group.'),
          protocolType: field(string, '0+', 'What the group is for: consumer, connect, ...'),
          groupState: field(string, '4+', 'PreparingRebalance, CompletingRebalance, Stable, Empty or Dead.'),
          groupType: field(string, '5+', 'classic or consumer.'),
        }),
      ),
      '0+',
      'The groups.',
    ),
  },
})
