/** The state of one classic group, and the small changes from which the events are composed. */

import { errorCodes } from '../../protocol/index.ts'
import { type Member, type MemberTerms, sizeInBytes } from './member.ts'

/**
 * Where a group stands, with what only matters there; deadlines are part of the state, so nothing has to be cancelled.
 * The names are those that DescribeGroups prints.
 */
export type Phase =
  | { readonly state: 'Empty' }
  | {
      readonly state: 'PreparingRebalance'
      endsAt: number
      /** Only in the first phase of an empty group, which waits for more members to come. */
      readonly initial: { newcomer: boolean; readonly extensibleUntil: number } | undefined
    }
  | {
      readonly state: 'CompletingRebalance'
      /** Members that have not asked for their assignment by then are removed. */
      endsAt: number
      /** The leader's assignment is on its way to the log. */
      saving: boolean
    }
  | { readonly state: 'Stable'; endsAt: number }
  | { readonly state: 'Dead' }

export type GroupState = Phase['state']

/** Mutable and owned by one coordinator: a heartbeat in a group of thousands then costs one member and copies nothing. */
export interface Group {
  readonly groupId: string
  phase: Phase
  /** Milliseconds since the epoch when the state was entered. */
  stateSince: number
  generationId: number
  /** `consumer`, `connect` or whatever the members call themselves; empty for a group that only commits offsets. */
  protocolType: string
  /** The protocol that the members of this generation voted for. */
  protocolName: string | null
  leaderId: string | null
  readonly members: Map<string, Member>
  /** Member id of each static member, by instance id. */
  readonly instances: Map<string, string>
  /** Ids given out with MEMBER_ID_REQUIRED, and when each lapses. */
  readonly reserved: Map<string, number>
  /** What the members' metadata and assignments take. */
  sizeInBytes: number
}

export function createGroup(groupId: string, now: number): Group {
  return {
    groupId,
    phase: { state: 'Empty' },
    stateSince: now,
    generationId: 0,
    protocolType: '',
    protocolName: null,
    leaderId: null,
    members: new Map(),
    instances: new Map(),
    reserved: new Map(),
    sizeInBytes: 0,
  }
}

/** How a member names itself in a request. */
export interface MemberName {
  readonly memberId: string
  readonly instanceId: string | null
}

/** Whether the name is that of a member: an error code, in the order in which clients expect them. */
export function checkMember(group: Group, { memberId, instanceId }: MemberName): number {
  if (instanceId !== null) {
    const holder = group.instances.get(instanceId)
    if (holder === undefined) return errorCodes.UNKNOWN_MEMBER_ID
    if (holder !== memberId) return errorCodes.FENCED_INSTANCE_ID
  }
  return group.members.has(memberId) ? errorCodes.NONE : errorCodes.UNKNOWN_MEMBER_ID
}

/** The longest time that a member asked for to finish its work before it rejoins. */
export function rebalanceTimeout(group: Group): number {
  let longest = 0
  for (const { terms } of group.members.values()) longest = Math.max(longest, terms.rebalanceTimeoutMs)
  return longest
}

export function enter(group: Group, phase: Phase, now: number): void {
  group.phase = phase
  group.stateSince = now
}

export function addMember(group: Group, member: Member): void {
  group.members.set(member.memberId, member)
  if (member.instanceId !== null) group.instances.set(member.instanceId, member.memberId)
  group.sizeInBytes += sizeInBytes(member.terms, member.assignment)
}

export function dropMember(group: Group, member: Member): void {
  if (!group.members.delete(member.memberId)) return
  if (member.instanceId !== null && group.instances.get(member.instanceId) === member.memberId) {
    group.instances.delete(member.instanceId)
  }
  if (group.leaderId === member.memberId) group.leaderId = null
  group.sizeInBytes -= sizeInBytes(member.terms, member.assignment)
}

export function setTerms(group: Group, member: Member, terms: MemberTerms): void {
  group.sizeInBytes += sizeInBytes(terms, member.assignment) - sizeInBytes(member.terms, member.assignment)
  member.terms = terms
}

export function setAssignment(group: Group, member: Member, assignment: Buffer): void {
  group.sizeInBytes += assignment.length - member.assignment.length
  member.assignment = assignment
}
