/** Who goes: members that say so, members that are silent, and connections that close. */

import { errorCodes } from '../../protocol/index.ts'
import type { LeaveEvent } from './event.ts'
import { checkMember, dropMember, enter, type Group, type MemberName } from './group.ts'
import { type Member, renewSession, sessionEnd } from './member.ts'
import { answerParked, endJoinPhaseIfComplete, onJoinDeadline, removeMembers } from './rebalance.ts'
import { reply, type Step } from './step.ts'

export function leave(step: Step, event: LeaveEvent): void {
  const { group } = step
  const leaving = new Set<Member>()
  const members = event.members.map((name) => {
    if (group.reserved.delete(name.memberId)) return { ...name, errorCode: errorCodes.NONE }
    const member = findLeaving(group, name)
    if (member) leaving.add(member)
    return { ...name, errorCode: member ? errorCodes.NONE : checkMember(group, name) }
  })
  const dead = group.phase.state === 'Dead'
  reply(step, event.token, { errorCode: dead ? errorCodes.COORDINATOR_NOT_AVAILABLE : errorCodes.NONE, members })
  removeMembers(step, [...leaving])
  endJoinPhaseIfComplete(step)
}

function findLeaving(group: Group, name: MemberName): Member | undefined {
  if (name.memberId === '' && name.instanceId !== null) {
    return group.members.get(group.instances.get(name.instanceId) ?? '')
  }
  return checkMember(group, name) === errorCodes.NONE ? group.members.get(name.memberId) : undefined
}

/**
 * The connection of a parked request closed. Its member stays, because clients that reconnect join again under their
 * id, but its session runs from now on: Kafka, which cannot see this, lets it hold the others up for five minutes.
 */
export function disconnected(step: Step, token: string): void {
  const member = membersThat(step.group, ({ parked }) => parked?.token === token)[0]
  if (!member) return
  // Nobody reads this answer, but whoever waits for one on this side comes to an end.
  answerParked(step, member, errorCodes.COORDINATOR_NOT_AVAILABLE)
  renewSession(member, step.now)
  if (!member.knowsItself) removeMembers(step, [member])
}

/** When something is due next, should nobody be heard of before; infinite where nothing ever is. */
export function nextDeadline({ phase, members, reserved }: Group): number {
  let earliest = 'endsAt' in phase ? phase.endsAt : Number.POSITIVE_INFINITY
  for (const member of members.values()) earliest = Math.min(earliest, sessionEnd(member))
  for (const lapse of reserved.values()) earliest = Math.min(earliest, lapse)
  return earliest
}

/** Does whatever is due: reservations lapse, sessions end, phases end. */
export function tick(step: Step): void {
  const { group, now } = step
  for (const [memberId, lapse] of group.reserved) if (lapse <= now) group.reserved.delete(memberId)
  removeMembers(
    step,
    membersThat(group, (member) => sessionEnd(member) <= now),
  )
  endJoinPhaseIfComplete(step)
  if (!('endsAt' in group.phase) || group.phase.endsAt > now) return
  if (group.phase.state === 'PreparingRebalance') {
    onJoinDeadline(step)
  } else {
    group.phase.endsAt = Number.POSITIVE_INFINITY
    removeMembers(
      step,
      membersThat(group, ({ awaitsSync }) => awaitsSync),
    )
  }
}

function membersThat(group: Group, condition: (member: Member) => boolean): Member[] {
  return [...group.members.values()].filter(condition)
}

/** Gives the group up: whoever waits shall look for the coordinator again. */
export function unload(step: Step): void {
  const { group, now } = step
  for (const member of group.members.values()) {
    answerParked(step, member, errorCodes.COORDINATOR_NOT_AVAILABLE)
    dropMember(group, member)
  }
  group.reserved.clear()
  enter(group, { state: 'Dead' }, now)
}
