/** JoinGroup: who gets in, under which id, and whether it takes a new generation. */

import { errorCodes } from '../../protocol/index.ts'
import type { JoinEvent } from './event.ts'
import { addMember, checkMember, dropMember, type Group, setTerms } from './group.ts'
import { type Member, type MemberTerms, renewSession, sameProtocols, sizeInBytes } from './member.ts'
import { findsCommonProtocol, selectProtocol } from './protocol-selection.ts'
import { answerParked, rebalance, removeMembers, tellGeneration } from './rebalance.ts'
import { refusedJoin, reply, type Step, save } from './step.ts'

export function join(step: Step, event: JoinEvent): void {
  const { group, now } = step
  const known = findKnown(group, event)
  const errorCode = checkJoin(step, event, known)
  if (errorCode !== errorCodes.NONE) {
    reply(step, event.token, refusedJoin(errorCode, event.memberId))
  } else if (!hasRoom(step, event, known)) {
    turnAway(step, event, known)
  } else if (known) {
    if (event.memberId === '') takeOver(step, event, known)
    else joinAgain(step, event, known)
  } else if (needsId(event)) {
    group.reserved.set(event.newMemberId, now + event.sessionTimeoutMs)
    reply(step, event.token, refusedJoin(errorCodes.MEMBER_ID_REQUIRED, event.newMemberId))
  } else {
    admit(step, event)
  }
}

/** The member that the request speaks for: by its id, or by its instance id where it comes without (a restart). */
function findKnown(group: Group, { memberId, instanceId }: JoinEvent): Member | undefined {
  const id = memberId === '' && instanceId !== null ? group.instances.get(instanceId) : memberId
  return id === undefined ? undefined : group.members.get(id)
}

function needsId({ memberId, instanceId, idFirst }: JoinEvent): boolean {
  return memberId === '' && instanceId === null && idFirst
}

function checkJoin({ group, rules }: Step, event: JoinEvent, known: Member | undefined): number {
  const { sessionTimeoutMs } = event
  if (sessionTimeoutMs < rules.minSessionTimeoutMs || sessionTimeoutMs > rules.maxSessionTimeoutMs) {
    return errorCodes.INVALID_SESSION_TIMEOUT
  }
  if (event.protocols.size > rules.protocolCount) return errorCodes.INVALID_REQUEST
  if (group.phase.state === 'Dead') return errorCodes.COORDINATOR_NOT_AVAILABLE
  if (!findsCommonProtocol(group, { ...event, memberId: known?.memberId })) {
    return errorCodes.INCONSISTENT_GROUP_PROTOCOL
  }
  const isReserved = event.instanceId === null && group.reserved.has(event.memberId)
  if (event.memberId === '' || isReserved) return errorCodes.NONE
  return checkMember(group, event)
}

/**
 * While a generation is prepared, those who have joined count, so that a group above the limit (it was lowered) loses
 * whoever comes last; otherwise the members count.
 */
function hasRoom({ group, rules }: Step, event: JoinEvent, known: Member | undefined): boolean {
  const before = known ? sizeInBytes(known.terms, known.assignment) : 0
  const after = sizeInBytes(event, known?.assignment ?? Buffer.alloc(0))
  if (group.sizeInBytes - before + after > rules.groupBytes) return false
  if (needsId(event) && group.reserved.size >= rules.memberCount) return false
  if (group.phase.state !== 'PreparingRebalance') return known !== undefined || group.members.size < rules.memberCount
  return known?.joined === true || joinedCount(group) < rules.memberCount
}

function joinedCount(group: Group): number {
  let count = 0
  for (const { joined } of group.members.values()) if (joined) count += 1
  return count
}

function turnAway(step: Step, event: JoinEvent, known: Member | undefined): void {
  step.group.reserved.delete(event.memberId)
  reply(step, event.token, refusedJoin(errorCodes.GROUP_MAX_SIZE_REACHED, ''))
  if (known) removeMembers(step, [known])
}

/** A new member, under the id that it was given before or the one made for it now. */
function admit(step: Step, event: JoinEvent): void {
  const { group, now, rules } = step
  group.reserved.delete(event.memberId)
  if (group.members.size === 0) group.protocolType = event.protocolType
  addMember(group, {
    memberId: event.memberId || event.newMemberId,
    instanceId: event.instanceId,
    terms: termsOf(event),
    assignment: Buffer.alloc(0),
    parked: { kind: 'join', token: event.token },
    joined: true,
    awaitsSync: false,
    isNew: true,
    knowsItself: event.memberId !== '' || event.instanceId !== null,
    expiresAt: now + rules.firstJoinTimeoutMs,
  })
  if (group.phase.state === 'PreparingRebalance' && group.phase.initial) group.phase.initial.newcomer = true
  rebalance(step)
}

function joinAgain(step: Step, event: JoinEvent, member: Member): void {
  const { group } = step
  // Two requests of one member are open only where its client gave up on the first and connected again.
  answerParked(step, member, errorCodes.REBALANCE_IN_PROGRESS)
  const unchanged = sameProtocols(member.terms.protocols, event.protocols)
  // The leader of a stable group joins to have the work shared anew: what it assigns may have changed, not itself.
  const answered =
    group.phase.state === 'CompletingRebalance' ||
    (group.phase.state === 'Stable' && group.leaderId !== member.memberId)
  if (answered && unchanged) {
    tellGeneration(step, member, event.token)
  } else {
    park(step, event, member)
    rebalance(step)
  }
}

/**
 * A static member comes back under a new id (KIP-345). Whoever still speaks under the old one is fenced. The group keeps
 * its assignment unless it is just being made, for the leader made it out to the old id.
 */
function takeOver(step: Step, event: JoinEvent, old: Member): void {
  const { group } = step
  const wasLeader = group.leaderId === old.memberId
  answerParked(step, old, errorCodes.FENCED_INSTANCE_ID)
  const member = { ...old, memberId: event.newMemberId }
  dropMember(group, old)
  addMember(group, member)
  if (wasLeader) group.leaderId = member.memberId
  if (group.phase.state === 'Stable' && selectWith(group, member, event) === group.protocolName) {
    // Nothing changes for the others: the member goes on with what it had.
    setTerms(group, member, termsOf(event))
    renewSession(member, step.now)
    const { token, newMemberId: memberId, instanceId, canSkipAssignment } = event
    // Restarted before this is durable, we would fence the new process instead of the old one.
    save(step, { kind: 'resume', token, memberId, instanceId, formerId: old.memberId, canSkipAssignment })
  } else {
    park(step, event, member)
    rebalance(step)
  }
}

/** The protocol that the group would choose if the member had these terms. */
function selectWith(group: Group, member: Member, event: JoinEvent): string {
  const before = member.terms
  member.terms = termsOf(event)
  const choice = selectProtocol(group)
  member.terms = before
  return choice
}

/** Keeps the request until the join phase ends. Always with what the member says now: cooperative clients rely on it. */
function park(step: Step, event: JoinEvent, member: Member): void {
  setTerms(step.group, member, termsOf(event))
  member.parked = { kind: 'join', token: event.token }
  member.joined = true
  if (member.isNew) member.expiresAt = step.now + step.rules.firstJoinTimeoutMs
}

function termsOf({ clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, protocols }: JoinEvent): MemberTerms {
  return { clientId, clientHost, sessionTimeoutMs, rebalanceTimeoutMs, protocols }
}
