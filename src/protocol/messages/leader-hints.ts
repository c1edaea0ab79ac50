/** Where a partition's leader is now: fields that Produce and Fetch share (KIP-951). A single node never needs them. */

import { array, field, struct } from '../layout.ts'
import { int32, nullableString, string } from '../wire-types.ts'

export function currentLeader(versions: string, tag: number) {
  return field(
    struct({
      leaderId: field(int32, versions, 'Node id of the leader; -1 where it is not told.', { default: -1 }),
      leaderEpoch: field(int32, versions, 'Its epoch; -1 where it is not told.', { default: -1 }),
    }),
    versions,
    'The leader after this one, where the partition has moved.',
    { tag },
  )
}

export function nodeEndpoints(versions: string, tag: number) {
  return field(
    array(
      struct({
        nodeId: field(int32, versions, 'Node id.'),
        host: field(string, versions, 'Host name.'),
        port: field(int32, versions, 'Port.'),
        rack: field(nullableString, versions, 'Rack; null where it has none.'),
      }),
    ),
    versions,
    'Addresses of the leaders that are named.',
    { tag },
  )
}
