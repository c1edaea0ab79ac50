/**
 * How a group moves from one generation to the next: everybody joins again, the protocol is voted for, and the leader's
 * assignment is handed out (that half is in sync.ts).
 */

import { errorCodes } from '../../protocol/index.ts'
import type { JoinAnswer } from './event.ts'
import { dropMember, enter, type Group, rebalanceTimeout, setAssignment } from './group.ts'
import { type Member, renewSession } from './member.ts'
import { selectProtocol } from './protocol-selection.ts'
import { refusedJoin, refusedSync, reply, type Step, save } from './step.ts'

/** Members or their terms changed: a new generation is needed, or the one being prepared may be complete. */
export function rebalance(step: Step): void {
  const { group, now, rules } = step
  if (group.phase.state === 'PreparingRebalance') {
    endJoinPhaseIfComplete(step)
    return
  }
  if (group.phase.state === 'CompletingRebalance') callOffAssignment(step, errorCodes.REBALANCE_IN_PROGRESS)
  const timeoutMs = rebalanceTimeout(group)
  // Consumers of one application start one after the other; without the wait each of them would cause a generation.
  const initial =
    group.phase.state === 'Empty'
      ? { newcomer: false, extensibleUntil: now + Math.max(rules.initialDelayMs, timeoutMs) }
      : undefined
  const endsAt = now + (initial ? rules.initialDelayMs : timeoutMs)
  enter(group, { state: 'PreparingRebalance', endsAt, initial }, now)
  if (endsAt <= now) onJoinDeadline(step)
  else endJoinPhaseIfComplete(step)
}

/** Forgets an assignment that not everybody has seen, and sends those who wait for it away with `errorCode`. */
export function callOffAssignment(step: Step, errorCode: number): void {
  for (const member of step.group.members.values()) {
    setAssignment(step.group, member, Buffer.alloc(0))
    if (member.parked?.kind !== 'sync') continue
    answerParked(step, member, errorCode)
    renewSession(member, step.now)
  }
}

/** Ends the join phase where nobody is missing: neither a member nor somebody who was given an id to join with. */
export function endJoinPhaseIfComplete(step: Step): void {
  const { phase, members, reserved } = step.group
  if (phase.state !== 'PreparingRebalance') return
  const complete = !phase.initial && reserved.size === 0 && [...members.values()].every(({ joined }) => joined)
  if (complete || members.size === 0) endJoinPhase(step)
}

/** The time of the join phase is over. */
export function onJoinDeadline(step: Step): void {
  const { group, now, rules } = step
  if (group.phase.state !== 'PreparingRebalance') return
  const { initial, endsAt } = group.phase
  if (initial?.newcomer && endsAt < initial.extensibleUntil) {
    initial.newcomer = false
    group.phase.endsAt = Math.min(now + rules.initialDelayMs, initial.extensibleUntil)
  } else endJoinPhase(step)
}

function endJoinPhase(step: Step): void {
  const { group, now } = step
  for (const member of group.members.values()) {
    if (!member.joined && member.instanceId === null) dropMember(group, member)
  }
  if (group.members.size === 0) {
    becomeEmpty(step)
  } else if (electLeader(group)) {
    startGeneration(step)
  } else {
    // Only static members are left and none has come: wait for one of them, or for the end of their sessions.
    enter(group, { state: 'PreparingRebalance', endsAt: now + rebalanceTimeout(group), initial: undefined }, now)
  }
}

function startGeneration(step: Step): void {
  const { group, now } = step
  group.generationId += 1
  group.protocolName = selectProtocol(group)
  enter(group, { state: 'CompletingRebalance', endsAt: now + rebalanceTimeout(group), saving: false }, now)
  for (const member of group.members.values()) {
    // A static member that is away keeps its place until its own session ends (KIP-345).
    member.awaitsSync = member.joined
    member.joined = false
    if (member.parked) tellGeneration(step, member, member.parked.token)
  }
}

/** Answers a join with the generation as it is; from here on the member is expected to send heartbeats. */
export function tellGeneration(step: Step, member: Member, token: string): void {
  member.parked = undefined
  member.isNew = false
  member.knowsItself = true
  renewSession(member, step.now)
  reply(step, token, currentGeneration(step.group, member))
}

/** The leader stays while it takes part, because it may have work of its own to keep (sticky assignors). */
function electLeader(group: Group): boolean {
  const leader = group.leaderId === null ? undefined : group.members.get(group.leaderId)
  if (leader?.joined) return true
  const successor = [...group.members.values()].find(({ joined }) => joined)
  group.leaderId = successor?.memberId ?? group.leaderId
  return successor !== undefined
}

function becomeEmpty(step: Step): void {
  const { group, now } = step
  group.generationId += 1
  group.protocolName = null
  group.leaderId = null
  enter(group, { state: 'Empty' }, now)
  save(step, { kind: 'nothing' })
}

/** What a member is told about the generation; only the leader learns who else is in it. */
export function currentGeneration(group: Group, member: Member): JoinAnswer {
  const isLeader = group.leaderId === member.memberId
  return {
    errorCode: errorCodes.NONE,
    generationId: group.generationId,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    leader: group.leaderId ?? '',
    skipAssignment: false,
    memberId: member.memberId,
    members: isLeader ? describeMembers(group) : [],
  }
}

function describeMembers(group: Group): JoinAnswer['members'] {
  const name = group.protocolName ?? ''
  return [...group.members.values()].map(({ memberId, instanceId, terms }) => ({
    memberId,
    groupInstanceId: instanceId,
    metadata: terms.protocols.get(name) ?? Buffer.alloc(0),
  }))
}

/** A member is gone for good: whatever it waits for is answered, and the others share its work. */
export function removeMembers(step: Step, members: readonly Member[]): void {
  for (const member of members) {
    answerParked(step, member, errorCodes.UNKNOWN_MEMBER_ID)
    dropMember(step.group, member)
  }
  if (members.length > 0 && step.group.phase.state !== 'Empty') rebalance(step)
}

/** Refuses the request that a member has parked, if there is one. */
export function answerParked(step: Step, member: Member, errorCode: number): void {
  const { parked } = member
  if (!parked) return
  member.parked = undefined
  // A member that is unknown must start over without an id; any other comes back as who it is.
  const memberId = errorCode === errorCodes.UNKNOWN_MEMBER_ID ? '' : member.memberId
  reply(step, parked.token, parked.kind === 'join' ? refusedJoin(errorCode, memberId) : refusedSync(errorCode))
}
