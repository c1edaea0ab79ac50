/**
 * The classic group protocol as a state machine: an event and a time go in, effects come out. There is no timer, socket,
 * clock, promise or randomness in here, so every race between clients can be written down as a list of events.
 */

import type { Effect, GroupEvent } from './event.ts'
import type { Group } from './group.ts'
import { commit, heartbeat } from './heartbeat.ts'
import { join } from './join.ts'
import { disconnected, leave, tick, unload } from './leave.ts'
import { onSaved } from './saved.ts'
import type { GroupRules, Step } from './step.ts'
import { sync } from './sync.ts'

/**
 * Changes `group` by what happened and says what is to be done about it.
 *
 * @returns effects in the order in which they are to be carried out. Every token of an event is replied to once, now or
 *   in the effects of a later event.
 */
export function advance(group: Group, event: GroupEvent, now: number, rules: GroupRules): Effect[] {
  const step: Step = { group, now, rules, effects: [] }
  handle(step, event)
  return step.effects
}

function handle(step: Step, event: GroupEvent): void {
  if (event.kind === 'join') join(step, event)
  else if (event.kind === 'sync') sync(step, event)
  else if (event.kind === 'heartbeat') heartbeat(step, event)
  else if (event.kind === 'leave') leave(step, event)
  else if (event.kind === 'commit') commit(step, event)
  else if (event.kind === 'saved') onSaved(step, event.then, event.durable)
  else if (event.kind === 'disconnected') disconnected(step, event.token)
  else if (event.kind === 'tick') tick(step)
  else unload(step)
}
