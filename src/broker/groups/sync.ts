/** SyncGroup: the leader hands in the assignment; it is made durable, and then everybody gets their part. */

import { errorCodes } from '../../protocol/index.ts'
import type { SyncAnswer, SyncEvent } from './event.ts'
import { checkMember, enter, type Group, setAssignment } from './group.ts'
import { type Member, renewSession } from './member.ts'
import { answerParked, rebalance } from './rebalance.ts'
import { refusedSync, reply, type Step, save } from './step.ts'

/**
 * What a consumer gets whom the leader left out: version 0, no topics, no user data. Kafka sends no bytes at all, which
 * some clients fail to parse. Other protocol types are opaque, so nothing can be said in their language.
 */
const emptyConsumerAssignment = Buffer.from('000000000000ffffffff', 'hex')

export function sync(step: Step, event: SyncEvent): void {
  const { group } = step
  const errorCode = checkSync(group, event)
  const member = group.members.get(event.memberId)
  if (!member || errorCode !== errorCodes.NONE) {
    reply(step, event.token, refusedSync(errorCode))
    return
  }
  member.awaitsSync = false
  renewSession(member, step.now)
  if (group.phase.state === 'Stable') reply(step, event.token, assignmentOf(group, member))
  else awaitAssignment(step, event, member)
}

function awaitAssignment(step: Step, event: SyncEvent, member: Member): void {
  // Two requests of one member wait only where its client gave up on the first and connected again.
  answerParked(step, member, errorCodes.REBALANCE_IN_PROGRESS)
  member.parked = { kind: 'sync', token: event.token }
  if (step.group.leaderId === member.memberId) takeAssignment(step, event, member)
}

function checkSync(group: Group, event: SyncEvent): number {
  const { state } = group.phase
  if (state === 'Dead') return errorCodes.COORDINATOR_NOT_AVAILABLE
  const errorCode = checkMember(group, event)
  if (errorCode !== errorCodes.NONE) return errorCode
  if (event.generationId !== group.generationId) return errorCodes.ILLEGAL_GENERATION
  if ((event.protocolType ?? group.protocolType) !== group.protocolType) return errorCodes.INCONSISTENT_GROUP_PROTOCOL
  if ((event.protocolName ?? group.protocolName) !== group.protocolName) return errorCodes.INCONSISTENT_GROUP_PROTOCOL
  return state === 'PreparingRebalance' ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE
}

function takeAssignment(step: Step, event: SyncEvent, leader: Member): void {
  const { group, rules } = step
  // The leader repeats itself after a lost connection: what it first said is already being written.
  if (group.phase.state !== 'CompletingRebalance' || group.phase.saving) return
  const given = new Map(event.assignments.map(({ memberId, assignment }) => [memberId, assignment]))
  const missing = group.protocolType === 'consumer' ? emptyConsumerAssignment : Buffer.alloc(0)
  for (const member of group.members.values()) {
    setAssignment(group, member, given.get(member.memberId) ?? missing)
  }
  if (group.sizeInBytes > rules.groupBytes) {
    answerParked(step, leader, errorCodes.GROUP_MAX_SIZE_REACHED)
    rebalance(step)
  } else {
    group.phase.saving = true
    save(step, { kind: 'handOut', generationId: group.generationId })
  }
}

/** The assignment is durable: everybody who waits for it gets their part. */
export function handOut(step: Step, endsAt: number): void {
  const { group, now } = step
  enter(group, { state: 'Stable', endsAt }, now)
  for (const member of group.members.values()) {
    const { parked } = member
    if (!parked) continue
    member.parked = undefined
    renewSession(member, now)
    reply(step, parked.token, assignmentOf(group, member))
  }
}

function assignmentOf(group: Group, member: Member): SyncAnswer {
  return {
    errorCode: errorCodes.NONE,
    protocolType: group.protocolType,
    protocolName: group.protocolName,
    assignment: member.assignment,
  }
}
