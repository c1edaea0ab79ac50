/** The group coordinator: what the handlers of the group and offset APIs ask. */

import {
  errorCodes,
  type Heartbeat,
  type JoinGroup,
  type LeaveGroup,
  type OffsetCommit,
  type OffsetFetch,
  type RequestOf,
  type ResponseInput,
  type SyncGroup,
} from '../../protocol/index.ts'
import type { Logger, Metrics } from '../../telemetry/index.ts'
import { type Schedule, scheduleUnref } from './alarms.ts'
import {
  type DescribedGroup,
  describeGroup,
  describeNothing,
  type ListedGroup,
  listGroup,
  passes,
} from './description.ts'
import { createGroup } from './group.ts'
import { type GroupMetrics, groupMetrics } from './group-metrics.ts'
import { decodeGroupRecord } from './group-record.ts'
import { GroupRunner } from './group-runner.ts'
import { commitResponse, planCommit, plannedChanges } from './offset-commit.ts'
import { fetchOffsets } from './offset-fetch.ts'
import { OffsetWriter } from './offset-writer.ts'
import { type OffsetChange, OffsetTable } from './offsets.ts'
import { isName, isWellNamed, joinEvent, leaveEvent, leaveResponse, syncEvent } from './request-event.ts'
import { defaultGroupSettings, type GroupSettings } from './settings.ts'
import { refusedJoin, refusedSync } from './step.ts'
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

interface GroupCoordinatorOptions {
  readonly store: GroupStore
  readonly topics: TopicLookup
  readonly now: () => number
  /** Makes the unique part of a member id, for instance a UUID. */
  readonly newId: () => string
  readonly logger: Logger
  readonly metrics: Metrics
  readonly settings?: Partial<GroupSettings>
  /** Sets the coordinator's one timer; by default one that does not keep the process alive. */
  readonly schedule?: Schedule
}

type Version = Pick<GroupCall, 'apiVersion'>

/** Every method that answers a request answers with the whole response, errors included, and does not reject. */
export class GroupCoordinator {
  readonly #options: GroupCoordinatorOptions
  readonly #settings: GroupSettings
  readonly #offsets = new OffsetTable()
  readonly #writer: OffsetWriter
  readonly #metrics: GroupMetrics
  readonly #runner: GroupRunner
  #closed = false

  constructor(options: GroupCoordinatorOptions) {
    this.#options = options
    this.#settings = { ...defaultGroupSettings, ...options.settings }
    this.#writer = new OffsetWriter({ ...options, offsets: this.#offsets })
    this.#metrics = groupMetrics(options.metrics, () => this.#runner.groups)
    this.#runner = new GroupRunner({
      store: options.store,
      settings: this.#settings,
      now: options.now,
      schedule: options.schedule ?? scheduleUnref,
      logger: options.logger,
      metrics: this.#metrics,
      hasOffsets: (groupId) => this.#offsets.has(groupId),
    })
  }

  /**
   * Takes one record of the log at the start, in the order of the log; all of them before anything else is asked.
   * Members then have a whole session to come back, for they could not reach us before.
   *
   * @throws {ProtocolError} where the record is damaged or of a version that is not known.
   */
  load(key: Buffer, value: Buffer | null): void {
    const now = this.#options.now()
    const record = decodeGroupRecord(key, value, now)
    if (record?.kind === 'group') {
      this.#runner.restore(record.group ?? createGroup(record.groupId, now))
    } else if (record?.kind === 'offset') {
      this.#offsets.load(record.change)
      const { groupId } = record.change.key
      if (!this.#runner.isKnown(groupId)) this.#runner.restore(createGroup(groupId, now))
    }
  }

  /** Waits until the join phase of the group is over. */
  async join(request: RequestOf<typeof JoinGroup>, call: GroupCall): Promise<ResponseInput<typeof JoinGroup>> {
    const refuse = (errorCode: number) => ({ throttleTimeMs: 0, ...refusedJoin(errorCode, request.memberId) })
    const errorCode = this.#checkDoor(request.groupId)
    if (errorCode !== errorCodes.NONE) return refuse(errorCode)
    if (!isWellNamed(request)) return refuse(errorCodes.INVALID_REQUEST)
    const known = this.#runner.find(request.groupId)
    if (!known && request.memberId !== '') return refuse(errorCodes.UNKNOWN_MEMBER_ID)
    const group = known ?? this.#runner.findOrCreate(request.groupId)
    if (!group) return refuse(errorCodes.COORDINATOR_NOT_AVAILABLE)
    const event = joinEvent(request, { ...call, id: this.#options.newId() })
    return { throttleTimeMs: 0, ...(await this.#runner.askAndWait<'join'>(group, event, call.signal)) }
  }

  /** Waits until the leader's assignment is there and durable. */
  async sync(request: RequestOf<typeof SyncGroup>, call: GroupCall): Promise<ResponseInput<typeof SyncGroup>> {
    const refuse = (errorCode: number) => ({ throttleTimeMs: 0, ...refusedSync(errorCode) })
    const errorCode = this.#checkDoor(request.groupId)
    if (errorCode !== errorCodes.NONE) return refuse(errorCode)
    const group = this.#runner.find(request.groupId)
    if (!group) return refuse(errorCodes.UNKNOWN_MEMBER_ID)
    return { throttleTimeMs: 0, ...(await this.#runner.askAndWait<'sync'>(group, syncEvent(request), call.signal)) }
  }

  heartbeat(request: RequestOf<typeof Heartbeat>): ResponseInput<typeof Heartbeat> {
    const { groupId, memberId, groupInstanceId: instanceId, generationId } = request
    const group = this.#runner.find(groupId)
    const errorCode = this.#checkDoor(groupId) || (group ? errorCodes.NONE : errorCodes.UNKNOWN_MEMBER_ID)
    if (!group || errorCode !== errorCodes.NONE) return { throttleTimeMs: 0, errorCode }
    const event = { kind: 'heartbeat', memberId, instanceId, generationId } as const
    return { throttleTimeMs: 0, errorCode: this.#runner.ask<'heartbeat'>(group, event) }
  }

  leave(request: RequestOf<typeof LeaveGroup>, { apiVersion }: Version): ResponseInput<typeof LeaveGroup> {
    const event = leaveEvent(request, apiVersion)
    const group = this.#runner.find(request.groupId)
    const errorCode = this.#checkDoor(request.groupId)
    if (errorCode !== errorCodes.NONE) return leaveResponse({ errorCode, members: [] }, apiVersion)
    if (group) return leaveResponse(this.#runner.ask<'leave'>(group, event), apiVersion)
    const members = event.members.map((name) => ({ ...name, errorCode: errorCodes.UNKNOWN_MEMBER_ID }))
    return leaveResponse({ errorCode, members }, apiVersion)
  }

  /** Answers when the offsets are durable. */
  async commitOffsets(
    request: RequestOf<typeof OffsetCommit>,
    { apiVersion }: Version,
  ): Promise<ResponseInput<typeof OffsetCommit>> {
    const { topics, now } = this.#options
    const [offsets, settings] = [this.#offsets, this.#settings]
    const plan = planCommit(request, { apiVersion, topics, offsets, settings, now: now() })
    const changes = plannedChanges(plan)
    const errorCode = this.#checkCommit(request, apiVersion)
    if (errorCode !== errorCodes.NONE || changes.length === 0) return commitResponse(plan, errorCode)
    if (!this.#runner.findOrCreate(request.groupId)) return commitResponse(plan, errorCodes.COORDINATOR_NOT_AVAILABLE)
    const durable = await this.#write(changes)
    this.#metrics.commits.inc(durable ? changes.length : 0)
    return commitResponse(plan, durable ? errorCodes.NONE : errorCodes.COORDINATOR_NOT_AVAILABLE)
  }

  fetchOffsets(request: RequestOf<typeof OffsetFetch>, { apiVersion }: Version): ResponseInput<typeof OffsetFetch> {
    return fetchOffsets(request, { offsets: this.#offsets, topics: this.#options.topics, apiVersion })
  }

  /** A row of DescribeGroups; a group that does not exist is `Dead` (and from version 6 an error). */
  describe(groupId: string, { apiVersion }: Version): DescribedGroup {
    const group = this.#runner.find(groupId)
    return group ? describeGroup(group) : describeNothing(groupId, apiVersion)
  }

  /** Rows of ListGroups. An empty filter lets everything through; names are compared without case. */
  list(filter: { readonly states: readonly string[]; readonly types: readonly string[] }): ListedGroup[] {
    if (!passes(filter.types, 'classic')) return []
    return [...this.#runner.groups].filter(({ phase }) => passes(filter.states, phase.state)).map(listGroup)
  }

  /**
   * Forgets what every group has committed for a topic that was deleted.
   *
   * @returns when that is durable.
   * @throws where it could not be written; the offsets are then ignored, for they name the id of another topic.
   */
  async deleteOffsetsOfTopic(topic: string): Promise<void> {
    const changes = this.#offsets.keysOfTopic(topic).map((key) => ({ key, committed: undefined }))
    if (changes.length === 0) return
    if (!(await this.#write(changes))) throw new Error(`the offsets of topic ${topic} could not be removed`)
  }

  /** Answers parked requests with COORDINATOR_NOT_AVAILABLE, as all that come later, and stops the clock. */
  close(): void {
    this.#closed = true
    this.#runner.close()
  }

  #checkDoor(groupId: string): number {
    if (this.#closed) return errorCodes.COORDINATOR_NOT_AVAILABLE
    return groupId === '' || !isName(groupId) ? errorCodes.INVALID_GROUP_ID : errorCodes.NONE
  }

  /** Whether the sender may commit at all. A client without membership may, even for a group that does not exist. */
  #checkCommit(request: RequestOf<typeof OffsetCommit>, apiVersion: number): number {
    const { groupId, memberId, groupInstanceId: instanceId, generationIdOrMemberEpoch: generationId } = request
    if (this.#closed) return errorCodes.COORDINATOR_NOT_AVAILABLE
    if (!isName(groupId)) return errorCodes.INVALID_GROUP_ID
    const group = this.#runner.find(groupId)
    if (group) return this.#runner.ask<'commit'>(group, { kind: 'commit', memberId, instanceId, generationId })
    if (generationId < 0) return errorCodes.NONE
    return apiVersion >= 9 ? errorCodes.GROUP_ID_NOT_FOUND : errorCodes.ILLEGAL_GENERATION
  }

  async #write(changes: readonly OffsetChange[]): Promise<boolean> {
    const durable = await this.#writer.write(changes)
    for (const groupId of new Set(changes.map(({ key }) => key.groupId))) {
      const group = this.#runner.find(groupId)
      if (group) this.#runner.settle(group)
    }
    return durable
  }
}
