/** The group coordinator: joins the pure group machine to time, parked requests and the durable log. */

import type {
  DescribeGroups,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetFetch,
  RequestOf,
  ResponseInput,
  SyncGroup,
} from '../../protocol/index.ts'
import type { Logger } from '../../telemetry/index.ts'
import type { GroupStore, TopicLookup } from './store.ts'

/** The part of a handler's context that the coordinator reads. */
export interface GroupCall {
  readonly clientId: string
  /** Address without port, for instance `127.0.0.1`. */
  readonly clientHost: string
  readonly apiVersion: number
  /** Aborted when the connection closes: parked requests are then dropped. */
  readonly signal: AbortSignal
}

export interface GroupCoordinatorOptions {
  readonly store: GroupStore
  readonly topics: TopicLookup
  readonly now: () => number
  /** Makes the unique part of a member id, for instance a UUID. */
  readonly newId: () => string
  readonly logger: Logger
  readonly settings?: Partial<GroupSettings>
}

/** Bounds and delays; the defaults are those of Kafka where Kafka has them. */
export interface GroupSettings {
  /** Time that an empty group waits for more members before its first assignment (group.initial.rebalance.delay.ms). */
  readonly initialDelayMs: number
}

type ElementOf<T> = T extends readonly (infer Element)[] ? Element : never
export type DescribedGroup = ElementOf<ResponseInput<typeof DescribeGroups>['groups']>
export type ListedGroup = ElementOf<ResponseInput<typeof ListGroups>['groups']>

export declare class GroupCoordinator {
  constructor(options: GroupCoordinatorOptions)

  /** Takes one record of the log at start, in log order; call it for all of them before the first request. */
  load(key: Buffer, value: Buffer | null): void

  /** Parks until the join phase ends. Each method answers with the whole response, errors included, and never rejects. */
  join(request: RequestOf<typeof JoinGroup>, call: GroupCall): Promise<ResponseInput<typeof JoinGroup>>
  sync(request: RequestOf<typeof SyncGroup>, call: GroupCall): Promise<ResponseInput<typeof SyncGroup>>
  heartbeat(request: RequestOf<typeof Heartbeat>): Promise<ResponseInput<typeof Heartbeat>>
  leave(
    request: RequestOf<typeof LeaveGroup>,
    call: Pick<GroupCall, 'apiVersion'>,
  ): Promise<ResponseInput<typeof LeaveGroup>>
  commitOffsets(
    request: RequestOf<typeof OffsetCommit>,
    call: Pick<GroupCall, 'apiVersion'>,
  ): Promise<ResponseInput<typeof OffsetCommit>>
  fetchOffsets(
    request: RequestOf<typeof OffsetFetch>,
    call: Pick<GroupCall, 'apiVersion'>,
  ): Promise<ResponseInput<typeof OffsetFetch>>

  /** One row of DescribeGroups; a group that does not exist is `Dead` (and from version 6 an error). */
  describe(groupId: string, call: Pick<GroupCall, 'apiVersion'>): DescribedGroup
  /** Rows of ListGroups; an empty filter lets everything through, names are compared without case. */
  list(filter: { readonly states: readonly string[]; readonly types: readonly string[] }): ListedGroup[]

  /** Forgets what every group committed for a deleted topic; resolves when that is durable. */
  deleteOffsetsOfTopic(topic: string): Promise<void>

  /** Answers parked requests with COORDINATOR_NOT_AVAILABLE and stops the clock. */
  close(): void
}
