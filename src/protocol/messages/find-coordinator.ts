/** FindCoordinator (API key 10): which broker coordinates a group or a transactional id. */

import { defineApi } from '../define-api.ts'
import { array, field, struct } from '../layout.ts'
import { int8, int16, int32, nullableString, string } from '../wire-types.ts'

export const FindCoordinator = defineApi({
  key: 10,
  name: 'FindCoordinator',
  versions: '0-6',
  flexible: '3+',
  doc: 'Which broker coordinates a group or a transactional id.',
  request: {
    key: field(string, '0-3', 'Group or transactional id to look up.'),
    keyType: field(int8, '1+', '0 group, 1 transactional id, 2 share group.'),
    coordinatorKeys: field(array(string), '4+', 'Groups or transactional ids to look up.'),
  },
  response: {
    throttleTimeMs: field(int32, '1+', 'Milliseconds the client should wait before its next request.'),
    errorCode: field(int16, '0-3', '0, or why the request as a whole failed.'),
    errorMessage: field(nullableString, '1-3', 'Why, in words; null where all is well.'),
    nodeId: field(int32, '0-3', 'Id of the coordinator.'),
    host: field(string, '0-3', 'Host to connect to.'),
    port: field(int32, '0-3', 'Port to connect to.'),
    coordinators: field(
      array(
        struct({
          key: field(string, '0+', 'Group or transactional id to look up.'),
          nodeId: field(int32, '0+', 'Id of the coordinator.'),
          host: field(string, '0+', 'Host to connect to.'),
          port: field(int32, '0+', 'Port to connect to.'),
          errorCode: field(int16, '0+', '0, or why there is no coordinator.'),
          errorMessage: field(nullableString, '0+', 'Why, in words; null where all is well.'),
        }),
      ),
      '4+',
      'One answer for each key.',
    ),
  },
})
