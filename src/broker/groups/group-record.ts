/** Groups and offsets as records of `__consumer_offsets`, in Kafka's own layouts. */

import {
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
  zeroUuid,
} from '../../protocol/index.ts'
import { addMember, createGroup, type Group } from './group.ts'
import type { Member } from './member.ts'
import type { OffsetChange } from './offsets.ts'
import type { GroupRecord } from './store.ts'

/** Versions that are written, the first of a key telling what kind it is. Kafka 4 writes the same, all are read. */
const offsetKeyVersion = 1
const groupKeyVersion = 2
const groupValueVersion = 3
/** 4 is the first that can name the topic's id. */
const offsetValueVersion = 4

/** What a record says: a change of an offset, or a group, which is `undefined` where it is removed. */
export type LoadedRecord =
  | { readonly kind: 'offset'; readonly change: OffsetChange }
  | { readonly kind: 'group'; readonly groupId: string; readonly group: Group | undefined }

export function encodeOffset({ key, committed }: OffsetChange): GroupRecord {
  const { groupId: group, topic, partitionIndex: partition } = key
  return {
    key: OffsetCommitKey.encode({ group, topic, partition }, offsetKeyVersion),
    value: committed
      ? OffsetCommitValue.encode(
          {
            offset: committed.offset,
            leaderEpoch: committed.leaderEpoch,
            metadata: committed.metadata,
            commitTimestamp: BigInt(committed.committedAt),
            topicId: committed.topicId ?? zeroUuid,
          },
          offsetValueVersion,
        )
      : null,
  }
}

export function encodeGroup(group: Group): GroupRecord {
  return {
    key: GroupMetadataKey.encode({ group: group.groupId }, groupKeyVersion),
    value: GroupMetadataValue.encode(
      {
        protocolType: group.protocolType,
        generation: group.generationId,
        protocol: group.protocolName,
        leader: group.leaderId,
        currentStateTimestamp: BigInt(group.stateSince),
        members: [...group.members.values()].map((member) => encodeMember(member, group.protocolName ?? '')),
      },
      groupValueVersion,
    ),
  }
}

export function groupTombstone(groupId: string): GroupRecord {
  return { key: GroupMetadataKey.encode({ group: groupId }, groupKeyVersion), value: null }
}

/** Of what a member offered only the metadata of the chosen protocol is kept, as in Kafka. */
function encodeMember({ memberId, instanceId, terms, assignment }: Member, protocolName: string) {
  return {
    memberId,
    groupInstanceId: instanceId,
    clientId: terms.clientId,
    clientHost: terms.clientHost,
    rebalanceTimeout: terms.rebalanceTimeoutMs,
    sessionTimeout: terms.sessionTimeoutMs,
    subscription: terms.protocols.get(protocolName) ?? Buffer.alloc(0),
    assignment,
  }
}

/**
 * @param now - when the sessions of the group's members begin anew.
 * @returns `undefined` for the records of group types that this broker does not have, which it leaves alone.
 * @throws {ProtocolError} where the record is damaged or its value of a version that is not known.
 */
export function decodeGroupRecord(key: Buffer, value: Buffer | null, now: number): LoadedRecord | undefined {
  const kind = OffsetCommitKey.versionOf(key)
  if (kind <= offsetKeyVersion) return { kind: 'offset', change: decodeOffset(key, value) }
  if (kind !== groupKeyVersion) return undefined
  const { group: groupId } = GroupMetadataKey.decode(key)
  return { kind: 'group', groupId, group: value ? decodeGroup(groupId, value, now) : undefined }
}

function decodeOffset(keyBytes: Buffer, value: Buffer | null): OffsetChange {
  const { group: groupId, topic, partition: partitionIndex } = OffsetCommitKey.decode(keyBytes)
  const key = { groupId, topic, partitionIndex }
  if (!value) return { key, committed: undefined }
  const { offset, leaderEpoch, metadata, commitTimestamp, topicId } = OffsetCommitValue.decode(value)
  const committed = {
    offset,
    leaderEpoch,
    metadata,
    committedAt: Number(commitTimestamp),
    topicId: topicId === zeroUuid ? undefined : topicId,
  }
  return { key, committed }
}

/** A group with members was stable when it was written; nothing else is. */
function decodeGroup(groupId: string, value: Buffer, now: number): Group {
  const { protocolType, generation, protocol, leader, currentStateTimestamp, members } =
    GroupMetadataValue.decode(value)
  const group = createGroup(groupId, now)
  group.protocolType = protocolType
  group.generationId = generation
  group.protocolName = protocol
  group.leaderId = leader
  group.stateSince = currentStateTimestamp < 0 ? now : Number(currentStateTimestamp)
  if (members.length > 0) group.phase = { state: 'Stable', endsAt: Number.POSITIVE_INFINITY }
  for (const member of members) {
    addMember(group, {
      memberId: member.memberId,
      instanceId: member.groupInstanceId,
      terms: {
        clientId: member.clientId,
        clientHost: member.clientHost,
        sessionTimeoutMs: member.sessionTimeout,
        // Absent in the oldest version.
        rebalanceTimeoutMs: member.rebalanceTimeout || member.sessionTimeout,
        protocols: new Map([[protocol ?? '', Buffer.from(member.subscription)]]),
      },
      assignment: Buffer.from(member.assignment),
      parked: undefined,
      joined: false,
      awaitsSync: false,
      isNew: false,
      knowsItself: true,
      expiresAt: now + member.sessionTimeout,
    })
  }
  return group
}
