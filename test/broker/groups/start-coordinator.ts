/** A coordinator on a log in memory and a clock that is moved by hand; requests go through the bytes of their version. */

import assert from 'node:assert/strict'
import type { Schedule } from '../../../src/broker/groups/alarms.ts'
import {
  type GroupCall,
  GroupCoordinator,
  type GroupRecord,
  type GroupSettings,
  type GroupStore,
} from '../../../src/broker/groups/index.ts'
import {
  type Api,
  Heartbeat,
  JoinGroup,
  LeaveGroup,
  OffsetCommit,
  OffsetFetch,
  type RequestInput,
  SyncGroup,
  zeroUuid,
} from '../../../src/protocol/index.ts'
import { createMetrics, type Metrics, silentLogger } from '../../../src/telemetry/index.ts'

/** Lets everything that is resolved already take its course. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

export class ManualClock {
  time = 1_700_000_000_000
  readonly #timers = new Map<number, { readonly dueAt: number; readonly callback: () => void }>()
  #lastTimer = 0

  readonly now = (): number => this.time

  readonly schedule: Schedule = (callback, delayMs) => {
    this.#lastTimer += 1
    const timer = this.#lastTimer
    this.#timers.set(timer, { dueAt: this.time + delayMs, callback })
    return () => this.#timers.delete(timer)
  }

  /** Whether a timer is set. */
  get ticks(): boolean {
    return this.#timers.size > 0
  }

  /** Forgets all timers, as the end of a process does. */
  clear(): void {
    this.#timers.clear()
  }

  async pass(ms: number): Promise<void> {
    const until = this.time + ms
    for (;;) {
      await settle()
      const [next] = [...this.#timers].sort(([, left], [, right]) => left.dueAt - right.dueAt)
      if (!next || next[1].dueAt > until) break
      this.#timers.delete(next[0])
      this.time = Math.max(this.time, next[1].dueAt)
      next[1].callback()
    }
    this.time = until
  }
}

/** A log in memory. `hold` keeps writes from ending until `release`; `broken` makes those that begin fail. */
export class MemoryStore implements GroupStore {
  readonly records: GroupRecord[] = []
  broken = false
  #gate: Promise<void> | undefined
  #open: (() => void) | undefined

  async append(records: readonly GroupRecord[]): Promise<void> {
    const { broken } = this
    await this.#gate
    if (broken) throw new Error('the disk is full')
    this.records.push(...records)
  }

  hold(): void {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve
    })
  }

  release(): void {
    this.#gate = undefined
    this.#open?.()
  }

  /** What compaction would leave. */
  get live(): GroupRecord[] {
    const byKey = new Map(this.records.map((record) => [record.key.toString('hex'), record]))
    return [...byKey.values()].filter(({ value }) => value !== null)
  }
}

/** Topics by name; they may come and go during a test. */
export class TestTopics {
  readonly topics = new Map<string, { topicId: string; partitionCount: number }>()
  #made = 0

  create(name: string, partitionCount = 2): string {
    this.#made += 1
    const topicId = `00000000-0000-4000-8000-${String(this.#made).padStart(12, '0')}`
    this.topics.set(name, { topicId, partitionCount })
    return topicId
  }

  hasPartition(topic: string, partitionIndex: number): boolean {
    return partitionIndex >= 0 && partitionIndex < (this.topics.get(topic)?.partitionCount ?? 0)
  }

  topicId(topic: string): string | undefined {
    return this.topics.get(topic)?.topicId
  }

  topicName(topicId: string): string | undefined {
    return [...this.topics].find(([, topic]) => topic.topicId === topicId)?.[0]
  }
}

export interface StartOptions {
  settings?: Partial<GroupSettings>
  clock?: ManualClock
  store?: MemoryStore
  topics?: TestTopics
  metrics?: Metrics
  /** Put in front of the ids that are made. */
  idPrefix?: string
}

/** The coordinator as clients of any version see it. */
export class Coordinator {
  readonly clock: ManualClock
  readonly store: MemoryStore
  readonly topics: TestTopics
  readonly inner: GroupCoordinator
  readonly #options: StartOptions
  #ids = 0

  constructor(options: StartOptions = {}) {
    this.#options = options
    this.clock = options.clock ?? new ManualClock()
    this.store = options.store ?? new MemoryStore()
    this.topics = options.topics ?? new TestTopics()
    this.inner = new GroupCoordinator({
      store: this.store,
      topics: this.topics,
      now: this.clock.now,
      schedule: this.clock.schedule,
      newId: () => {
        this.#ids += 1
        return `${options.idPrefix ?? 'id'}${this.#ids}`
      },
      logger: silentLogger,
      metrics: options.metrics ?? createMetrics(),
      settings: { ...options.settings },
    })
    for (const { key, value } of this.store.records) this.inner.load(key, value)
  }

  /** The next process on the same log. */
  restarted(): Coordinator {
    this.inner.close()
    return new Coordinator({ ...this.#options, clock: this.clock, store: this.store, topics: this.topics })
  }

  join(version: number, request: Partial<RequestInput<typeof JoinGroup>>, call: Partial<GroupCall> = {}) {
    const whole = { ...joinDefaults, ...request }
    return exchange(JoinGroup, version, whole, (decoded) => this.inner.join(decoded, callOf(version, call)))
  }

  sync(version: number, request: Partial<RequestInput<typeof SyncGroup>>, call: Partial<GroupCall> = {}) {
    const whole = { groupId: 'group', generationId: 1, memberId: '', assignments: [], ...request }
    return exchange(SyncGroup, version, whole, (decoded) => this.inner.sync(decoded, callOf(version, call)))
  }

  heartbeat(version: number, request: Partial<RequestInput<typeof Heartbeat>>) {
    const whole = { groupId: 'group', generationId: 1, memberId: '', ...request }
    return exchange(Heartbeat, version, whole, (decoded) => this.inner.heartbeat(decoded))
  }

  leave(version: number, request: Partial<RequestInput<typeof LeaveGroup>>) {
    const whole = { groupId: 'group', memberId: '', members: [], ...request }
    return exchange(LeaveGroup, version, whole, (decoded) => this.inner.leave(decoded, { apiVersion: version }))
  }

  commit(version: number, request: Partial<RequestInput<typeof OffsetCommit>>) {
    const whole = { groupId: 'group', memberId: '', topics: [], ...request }
    return exchange(OffsetCommit, version, whole, (decoded) =>
      this.inner.commitOffsets(decoded, { apiVersion: version }),
    )
  }

  fetch(version: number, request: Partial<RequestInput<typeof OffsetFetch>>) {
    const whole = { groupId: 'group', topics: null, groups: [], requireStable: false, ...request }
    return exchange(OffsetFetch, version, whole, (decoded) => this.inner.fetchOffsets(decoded, { apiVersion: version }))
  }

  /** Commits from outside the group; `{ orders: { 0: 5 } }` is offset 5 of partition 0. */
  async commitAlone(offsets: Offsets, groupId = 'group', member: Partial<RequestInput<typeof OffsetCommit>> = {}) {
    const response = await this.commit(8, { groupId, topics: commitTopics(offsets), ...member })
    return response.topics.flatMap(({ partitions }) => partitions.map(({ errorCode }) => errorCode))
  }

  /** All that the group has committed, in the shape that `commitAlone` takes. */
  async committed(groupId = 'group'): Promise<Offsets> {
    const { groups } = await this.fetch(8, { groups: [{ groupId, topics: null }] })
    const rows = groups[0]?.topics.map(({ name, partitions }) => [
      name,
      Object.fromEntries(partitions.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset])),
    ])
    return Object.fromEntries(rows ?? [])
  }

  /** A member of a group that is stable with it alone, at generation 1. */
  async stableMember(request: Partial<RequestInput<typeof JoinGroup>> = {}): Promise<string> {
    const joining = this.join(request.groupInstanceId ? 5 : 3, request)
    await this.clock.pass(3000)
    const { memberId, generationId, errorCode } = await joining
    assert.equal(errorCode, 0)
    const groupId = request.groupId ?? 'group'
    const groupInstanceId = request.groupInstanceId ?? null
    const assignments = [{ memberId, assignment: Buffer.from('all of it') }]
    const synced = await this.sync(3, { groupId, memberId, generationId, groupInstanceId, assignments })
    assert.equal(synced.errorCode, 0)
    return memberId
  }
}

export type Offsets = Record<string, Record<number, number>>

export function commitTopics(offsets: Offsets) {
  return Object.entries(offsets).map(([name, partitions]) => ({
    name,
    topicId: zeroUuid,
    partitions: Object.entries(partitions).map(([partitionIndex, committedOffset]) => ({
      partitionIndex: Number(partitionIndex),
      committedOffset,
      committedMetadata: null,
    })),
  }))
}

const joinDefaults = {
  groupId: 'group',
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 60_000,
  memberId: '',
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: Buffer.from('subscription') }],
}

function callOf(apiVersion: number, call: Partial<GroupCall>): GroupCall {
  return { clientId: 'client', clientHost: '127.0.0.1', signal: new AbortController().signal, ...call, apiVersion }
}

async function exchange<Request, Input, Response, Output>(
  api: Api<Request, Input, Response, Output>,
  version: number,
  request: Input,
  answer: (request: Request) => Output | Promise<Output>,
): Promise<Response> {
  const response = await answer(api.decodeRequest(api.encodeRequest(request, version), version))
  return api.decodeResponse(Buffer.concat(api.encodeResponse(response, version)), version)
}
