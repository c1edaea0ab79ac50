/** What can happen to a group, and what a group can want done. */

import type { MemberName } from './group.ts'
import type { MemberTerms } from './member.ts'

export interface JoinEvent extends MemberName, MemberTerms {
  readonly kind: 'join'
  readonly token: string
  /** Id for the member, should it need one. */
  readonly newMemberId: string
  readonly protocolType: string
  /** From version 4 a dynamic member first learns its id (MEMBER_ID_REQUIRED) and then joins with it. */
  readonly idFirst: boolean
  /** From version 9 a returning static leader can be told not to assign again (KIP-814). */
  readonly canSkipAssignment: boolean
}

export interface SyncEvent extends MemberName {
  readonly kind: 'sync'
  readonly token: string
  readonly generationId: number
  /** Null where the request's version does not say. */
  readonly protocolType: string | null
  readonly protocolName: string | null
  /** What the leader decided; empty for everybody else. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Buffer }[]
}

export interface HeartbeatEvent extends MemberName {
  readonly kind: 'heartbeat'
  readonly token: string
  readonly generationId: number
}

/** An empty member id together with an instance id removes a static member whoever holds it (an administrator's way). */
export interface LeaveEvent {
  readonly kind: 'leave'
  readonly token: string
  readonly members: readonly MemberName[]
}

/** Asks whether somebody may commit offsets; generation -1 is a client that is no member. */
export interface CommitEvent extends MemberName {
  readonly kind: 'commit'
  readonly token: string
  readonly generationId: number
}

/** The group as it then was is durable, or could not be written. */
interface SavedEvent {
  readonly kind: 'saved'
  readonly then: AfterSave
  readonly durable: boolean
}

export type GroupEvent =
  | JoinEvent
  | SyncEvent
  | HeartbeatEvent
  | LeaveEvent
  | CommitEvent
  | SavedEvent
  /** The connection of a parked request closed. */
  | { readonly kind: 'disconnected'; readonly token: string }
  /** A deadline of the group may have passed; see `nextDeadline`. */
  | { readonly kind: 'tick' }
  /** The coordinator stops, or gives the group up. */
  | { readonly kind: 'unload' }

export interface JoinAnswer {
  readonly errorCode: number
  readonly generationId: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly leader: string
  readonly skipAssignment: boolean
  readonly memberId: string
  readonly members: { readonly memberId: string; readonly groupInstanceId: string | null; readonly metadata: Buffer }[]
}

export interface SyncAnswer {
  readonly errorCode: number
  readonly protocolType: string | null
  readonly protocolName: string | null
  readonly assignment: Buffer
}

export interface LeaveAnswer {
  readonly errorCode: number
  /** A row for each member of the request, in its order. */
  readonly members: (MemberName & { readonly errorCode: number })[]
}

/** What each kind of request is answered with. */
export interface Answers {
  join: JoinAnswer
  sync: SyncAnswer
  heartbeat: number
  leave: LeaveAnswer
  commit: number
}

/** The join of a static member that took its place again without a rebalance. */
export interface ResumedJoin {
  readonly token: string
  readonly memberId: string
  readonly instanceId: string | null
  /** What it called itself before. */
  readonly formerId: string
  readonly canSkipAssignment: boolean
}

/** What happens once the group is durable. It travels with the write, so the group need not remember it. */
export type AfterSave =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'handOut'; readonly generationId: number }
  | ({ readonly kind: 'resume' } & ResumedJoin)

export type Effect =
  | { readonly kind: 'reply'; readonly token: string; readonly answer: Answers[keyof Answers] }
  /** Write the group as it is now, then come back with `saved`. */
  | { readonly kind: 'save'; readonly then: AfterSave }
