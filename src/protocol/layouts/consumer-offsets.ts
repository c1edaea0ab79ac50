/**
 * Records of `__consumer_offsets`, as Kafka lays them out: what a key's version is tells which kind of value stands
 * behind it. Keys of version 0 and 1 are committed offsets, of version 2 classic groups.
 */

import { defineLayout } from '../define-layout.ts'
import { array, field, struct } from '../layout.ts'
import { bigint64, bytes, int32, int64, nullableString, string, uuid } from '../wire-types.ts'

export const OffsetCommitKey = defineLayout({
  name: 'OffsetCommitKey',
  versions: '0-1',
  flexible: 'none',
  fields: {
    group: field(string, '0+', 'Name of the group.'),
    topic: field(string, '0+', 'Name of the topic.'),
    partition: field(int32, '0+', 'Partition.'),
  },
})

export const OffsetCommitValue = defineLayout({
  name: 'OffsetCommitValue',
  versions: '0-4',
  flexible: '4+',
  fields: {
    offset: field(int64, '0+', 'Offset of the next record to read.'),
    leaderEpoch: field(int32, '3+', 'Leader epoch of the last record read; -1 where unknown.', { default: -1 }),
    metadata: field(string, '0+', 'Text that the client keeps with the offset.'),
    commitTimestamp: field(bigint64, '0+', 'When it was committed, in milliseconds since the epoch.'),
    expireTimestamp: field(bigint64, '1', 'When it expires; only in version 1.', { default: -1n }),
    topicId: field(uuid, '4+', 'Id of the topic.', { tag: 0 }),
  },
})

export const GroupMetadataKey = defineLayout({
  name: 'GroupMetadataKey',
  versions: '2',
  flexible: 'none',
  fields: { group: field(string, '2+', 'Name of the group.') },
})

export const GroupMetadataValue = defineLayout({
  name: 'GroupMetadataValue',
  versions: '0-4',
  flexible: '4+',
  fields: {
    protocolType: field(string, '0+', 'What the group is for: consumer, connect, ...'),
    generation: field(int32, '0+', 'Generation of the group.'),
    protocol: field(nullableString, '0+', 'Protocol that was chosen; null in an empty group.'),
    leader: field(nullableString, '0+', 'Member that computes the assignment; null in an empty group.'),
    currentStateTimestamp: field(bigint64, '2+', 'When the group came into its state.', { default: -1n }),
    members: field(
      array(
        struct({
          memberId: field(string, '0+', 'Id of the member.'),
          groupInstanceId: field(nullableString, '3+', 'Static membership id (KIP-345); null for a dynamic member.'),
          clientId: field(string, '0+', 'Client id of the member.'),
          clientHost: field(string, '0+', 'Host of the member.'),
          rebalanceTimeout: field(int32, '1+', 'Milliseconds that the member may take to rejoin.'),
          sessionTimeout: field(int32, '0+', 'Milliseconds of silence after which it is taken for dead.'),
          subscription: field(bytes, '0+', 'What the member said of itself under the chosen protocol.'),
          assignment: field(bytes, '0+', 'What the member got.'),
        }),
      ),
      '0+',
      'Members of the group.',
    ),
  },
})
