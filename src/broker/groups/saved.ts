/** The write of a group has ended, and the group may have moved on meanwhile. */

import { errorCodes } from '../../protocol/index.ts'
import type { AfterSave, ResumedJoin } from './event.ts'
import { checkMember } from './group.ts'
import { callOffAssignment, currentGeneration, rebalance } from './rebalance.ts'
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

/** Tells the member of the generation that there is now; should another one be prepared, it learns that when it syncs. */
function answerResumed({ group, ...step }: Step, { formerId, canSkipAssignment, ...join }: ResumedJoin): void {
  const member = group.members.get(join.memberId)
  const errorCode = checkMember(group, join)
  if (!member || errorCode !== errorCodes.NONE) {
    reply({ group, ...step }, join.token, refusedJoin(errorCode, ''))
    return
  }
  const answer = currentGeneration(group, member)
  const isLeader = group.leaderId === member.memberId
  // Told that it leads, a client that knows nothing of skipping would assign again, and nobody would wait for that.
  const older = { leader: isLeader ? formerId : answer.leader, members: [] }
  reply({ group, ...step }, join.token, { ...answer, ...(canSkipAssignment ? { skipAssignment: isLeader } : older) })
}
