/** The write of a group has ended, and the group may have moved on meanwhile. */

import { errorCodes } from '../../protocol/index.ts'
import type { AfterSave, JoinAnswer, ResumedJoin } from './event.ts'
import { checkMember, type Group } from './group.ts'
import type { Member } from './member.ts'
import { callOffAssignment, currentGeneration, endJoinPhaseIfComplete, rebalance } from './rebalance.ts'
import { refusedJoin, reply, type Step } from './step.ts'
import { handOut } from './sync.ts'

export function onSaved(step: Step, then: AfterSave, durable: boolean): void {
  const { phase, generationId } = step.group
  if (then.kind === 'resume') {
    if (durable) answerResumed(step, then)
    else reply(step, then.token, refusedJoin(errorCodes.COORDINATOR_NOT_AVAILABLE, ''))
  } else if (then.kind === 'handOut' && then.generationId === generationId && phase.state === 'CompletingRebalance') {
    if (durable) {
      handOut(step, phase.endsAt)
    } else {
      callOffAssignment(step, errorCodes.COORDINATOR_NOT_AVAILABLE)
      rebalance(step)
    }
  }
}

function answerResumed(step: Step, join: ResumedJoin): void {
  const { group } = step
  const member = group.members.get(join.memberId)
  const errorCode = group.phase.state === 'Dead' ? errorCodes.COORDINATOR_NOT_AVAILABLE : checkMember(group, join)
  if (!member || errorCode !== errorCodes.NONE) {
    reply(step, join.token, refusedJoin(errorCode, ''))
  } else if (group.phase.state !== 'PreparingRebalance') {
    reply(step, join.token, resumedGeneration(group, member, join))
  } else if (member.joined) {
    // Its client gave up on this request and has joined over another connection.
    reply(step, join.token, refusedJoin(errorCodes.REBALANCE_IN_PROGRESS, member.memberId))
  } else {
    // There is something new to come to meanwhile, and the member has come.
    member.parked = { kind: 'join', token: join.token }
    member.joined = true
    endJoinPhaseIfComplete(step)
  }
}

function resumedGeneration(group: Group, member: Member, { formerId, canSkipAssignment }: ResumedJoin): JoinAnswer {
  const answer = currentGeneration(group, member)
  const isLeader = group.leaderId === member.memberId
  if (canSkipAssignment) return { ...answer, skipAssignment: isLeader }
  // Told that it leads, a client that knows nothing of skipping would assign again, and nobody would wait for that.
  return { ...answer, leader: isLeader ? formerId : answer.leader, members: [] }
}
