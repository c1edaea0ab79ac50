/** Heartbeat and the check of a commit: both are signs of life, and both tell a member where the group stands. */

import { errorCodes } from '../../protocol/index.ts'
import type { CommitEvent, HeartbeatEvent } from './event.ts'
import { checkMember, type Group } from './group.ts'
import { renewSession } from './member.ts'
import { reply, type Step } from './step.ts'

export function heartbeat(step: Step, event: HeartbeatEvent): void {
  const { group } = step
  const errorCode = checkGeneration(group, event)
  const preparing = errorCode === errorCodes.NONE && group.phase.state === 'PreparingRebalance'
  if (errorCode === errorCodes.NONE) touch(step, event.memberId)
  reply(step, event.token, preparing ? errorCodes.REBALANCE_IN_PROGRESS : errorCode)
}

/** Whether the offsets of a commit are to be taken. */
export function commit(step: Step, event: CommitEvent): void {
  const errorCode = checkCommit(step.group, event)
  if (errorCode === errorCodes.NONE) touch(step, event.memberId)
  reply(step, event.token, errorCode)
}

function checkCommit(group: Group, event: CommitEvent): number {
  const { state } = group.phase
  if (state === 'Dead') return errorCodes.COORDINATOR_NOT_AVAILABLE
  if (event.generationId < 0 && state === 'Empty') return errorCodes.NONE
  const isMember = event.generationId >= 0 || event.memberId !== '' || event.instanceId !== null
  // While a group has members, only they commit: an administrator must stop them first.
  if (!isMember) return errorCodes.UNKNOWN_MEMBER_ID
  const errorCode = checkGeneration(group, event)
  if (errorCode !== errorCodes.NONE) return errorCode
  // The member knows its generation but not yet its partitions, so it speaks of those it had before.
  return state === 'CompletingRebalance' ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE
}

function checkGeneration(group: Group, event: HeartbeatEvent | CommitEvent): number {
  if (group.phase.state === 'Dead') return errorCodes.COORDINATOR_NOT_AVAILABLE
  const errorCode = checkMember(group, event)
  if (errorCode !== errorCodes.NONE) return errorCode
  return event.generationId === group.generationId ? errorCodes.NONE : errorCodes.ILLEGAL_GENERATION
}

function touch({ group, now }: Step, memberId: string): void {
  const member = group.members.get(memberId)
  if (member && !member.isNew) renewSession(member, now)
}
