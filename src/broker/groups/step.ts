/** One step of a group: what the functions that handle an event share. */

import type { AfterSave, Effect, JoinAnswer, SyncAnswer } from './event.ts'
import type { Group } from './group.ts'

/** Delays and bounds of a group. The names in brackets are Kafka's, and so are the defaults where Kafka has one. */
export interface GroupRules {
  /** Time that an empty group waits for more members (group.initial.rebalance.delay.ms). */
  readonly initialDelayMs: number
  /** Shortest and longest session (group.min.session.timeout.ms, group.max.session.timeout.ms). */
  readonly minSessionTimeoutMs: number
  readonly maxSessionTimeoutMs: number
  /** Time after which a first join is given up, should the rebalance take that long. */
  readonly firstJoinTimeoutMs: number
  /** Members of a group, and as many ids given out to members yet to join (group.max.size; unlimited in Kafka). */
  readonly memberCount: number
  /** Protocols that one member may offer. */
  readonly protocolCount: number
  /** Metadata and assignments of a group together: what the leader is sent, and what one record of the log holds. */
  readonly groupBytes: number
}

export const defaultGroupRules: GroupRules = {
  initialDelayMs: 3000,
  minSessionTimeoutMs: 6000,
  maxSessionTimeoutMs: 1_800_000,
  firstJoinTimeoutMs: 300_000,
  memberCount: 5000,
  protocolCount: 100,
  groupBytes: 16 * 1024 * 1024,
}

export interface Step {
  readonly group: Group
  readonly now: number
  readonly rules: GroupRules
  readonly effects: Effect[]
}

export function reply(step: Step, token: string, answer: Extract<Effect, { kind: 'reply' }>['answer']): void {
  step.effects.push({ kind: 'reply', token, answer })
}

export function save(step: Step, then: AfterSave): void {
  step.effects.push({ kind: 'save', then })
}

/** @param memberId - what the client should call itself from now on; empty makes it start over. */
export function refusedJoin(errorCode: number, memberId: string): JoinAnswer {
  return {
    errorCode,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: '',
    skipAssignment: false,
    memberId,
    members: [],
  }
}

export function refusedSync(errorCode: number): SyncAnswer {
  return { errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0) }
}
