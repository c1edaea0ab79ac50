/**
 * A group, its clients, its disk and its clock, all of which can go wrong at any moment; the world remembers what was
 * promised to whom and notices when a promise is broken.
 */

import assert from 'node:assert/strict'
import type { JoinGroup, ResponseOf, SyncGroup } from '../../../src/protocol/index.ts'
import { nameOf } from './scene.ts'
import { Coordinator, ManualClock, MemoryStore, settle, TestTopics } from './start-coordinator.ts'

export const initialDelayMs = 3000
export const sessionTimeoutMs = 10_000
export const rebalanceTimeoutMs = 30_000

/** Longest time that a join or sync may wait for others, whoever fails meanwhile. */
const longestWaitMs = rebalanceTimeoutMs + initialDelayMs

/** Who somebody is to the group. */
interface Self {
  memberId: string
  generationId: number
}

interface Person extends Self {
  readonly name: string
  readonly version: number
  readonly instanceId: string | null
  metadata: string
  /** What the leader learned when it was last told to assign. */
  others: readonly string[]
  /** Who it was before its process was restarted: that one may still be running somewhere. */
  former: Self | undefined
}

interface Open {
  readonly who: string
  readonly connection: AbortController
  readonly since: number
}

const nobody = { memberId: '', generationId: -1, others: [] }
const newborn = { ...nobody, metadata: 'topics', former: undefined }

export class World {
  readonly people: Record<string, Person> = {
    Ann: { name: 'Ann', version: 3, instanceId: null, ...newborn },
    Bob: { name: 'Bob', version: 5, instanceId: null, ...newborn },
    Cid: { name: 'Cid', version: 9, instanceId: null, ...newborn },
    Sue: { name: 'Sue', version: 9, instanceId: 'sue', ...newborn },
  }
  readonly #clock = new ManualClock()
  readonly #topics = new TestTopics()
  #store = new MemoryStore()
  #coordinator: Coordinator
  #disk: 'fine' | 'slow' | 'broken' = 'fine'
  /** Counts the lives of the process; answers of an earlier life reach nobody. */
  #life = 0
  readonly #open = new Set<Open>()
  /** Who was told to assign in each generation of this life. */
  readonly #assigners = new Map<number, string>()
  /** To whom they assigned something. */
  readonly #receivers = new Map<number, Set<string>>()
  /** What each instance id was called in this life, so that a restart may go on with the work of its former self. */
  readonly #formerly = new Map<string, Set<string>>()
  /** Ids that were told in this life that they are no members. */
  readonly #gone = new Set<string>()
  #latestGeneration = 0
  /** Highest generation whose assignment somebody has: it outlives the process. */
  #assignedGeneration = 0
  #committed = -1

  constructor() {
    this.#topics.create('orders')
    this.#coordinator = this.#start()
  }

  async join(name: string, metadata?: string): Promise<void> {
    const person = this.#person(name)
    if (metadata !== undefined) person.metadata = metadata
    const { memberId } = person
    await this.#request(
      name,
      (signal) =>
        this.#coordinator.join(
          person.version,
          {
            memberId,
            groupInstanceId: person.instanceId,
            sessionTimeoutMs,
            rebalanceTimeoutMs,
            protocols: [{ name: 'range', metadata: Buffer.from(person.metadata) }],
          },
          { signal, clientId: name },
        ),
      (answer) => this.#joined(person, memberId, answer),
    )
    // Clients that are given an id first come back with it at once.
    if (memberId === '' && person.memberId !== '' && person.generationId < 0) await this.join(name)
  }

  async sync(name: string, self: Self = this.#person(name)): Promise<void> {
    const person = this.#person(name)
    const { memberId, generationId } = self
    const receivers = [...person.others, 'a stranger']
    if (this.#assigners.get(generationId) === memberId) this.#receivers.set(generationId, new Set(receivers))
    await this.#request(
      name,
      (signal) =>
        this.#coordinator.sync(
          5,
          {
            memberId,
            generationId,
            groupInstanceId: person.instanceId,
            assignments: receivers.map((id) => ({
              memberId: id,
              assignment: Buffer.from(`${generationId} for ${id}`),
            })),
          },
          { signal },
        ),
      (answer) => this.#synced(person, { memberId, generationId }, answer),
    )
  }

  async heartbeat(name: string, self: Self = this.#person(name)): Promise<void> {
    const { instanceId: groupInstanceId } = this.#person(name)
    const { memberId, generationId } = self
    const { errorCode } = await this.#coordinator.heartbeat(4, { memberId, generationId, groupInstanceId })
    this.#heard(memberId, errorCode)
    if (errorCode === 0) this.#checkCurrent(memberId, generationId, 'a heartbeat')
  }

  async commit(name: string, offset: number, self: Self = this.#person(name)): Promise<void> {
    const { instanceId: groupInstanceId } = this.#person(name)
    const { memberId, generationId } = self
    if (memberId === '') return
    await this.#commit(offset, { memberId, generationId, groupInstanceId })
  }

  /** The process that was thought dead goes on as if nothing had happened. */
  async actAsFormer(name: string, offset: number): Promise<void> {
    const { former } = this.#person(name)
    if (!former) return
    await this.heartbeat(name, former)
    await this.commit(name, offset, former)
    await this.sync(name, former)
  }

  async commitFromOutside(offset: number): Promise<void> {
    await this.#commit(offset, { memberId: '', generationId: -1, groupInstanceId: null })
  }

  async leave(name: string): Promise<void> {
    const person = this.#person(name)
    const { memberId, instanceId: groupInstanceId } = person
    if (memberId === '') return
    const { members } = await this.#coordinator.leave(4, { members: [{ memberId, groupInstanceId }] })
    if (members[0]?.errorCode === 0) this.#gone.add(memberId)
    await settle()
    Object.assign(person, nobody)
  }

  /** The client's connections close; it remembers who it is. */
  async hangUp(name: string): Promise<void> {
    for (const open of this.#open) {
      if (open.who !== name) continue
      this.#open.delete(open)
      open.connection.abort()
    }
    await settle()
  }

  /** The client's process ends and another begins that knows nothing. */
  async restartClient(name: string): Promise<void> {
    await this.hangUp(name)
    const person = this.#person(name)
    const { memberId, generationId } = person
    if (memberId !== '') person.former = { memberId, generationId }
    Object.assign(person, nobody)
  }

  async pass(ms: number): Promise<void> {
    await this.#clock.pass(ms)
    await settle()
    this.#throwFound()
    if (this.#disk === 'fine') this.#checkWaits()
  }

  async setDisk(state: 'fine' | 'slow' | 'broken'): Promise<void> {
    if (this.#disk === 'slow') this.#store.release()
    this.#disk = state
    this.#store.broken = state === 'broken'
    if (state === 'slow') this.#store.hold()
    await settle()
    this.#throwFound()
  }

  /** The process is killed: what was not durable is gone, and so is everybody's connection. */
  async crash(): Promise<void> {
    this.#life += 1
    this.#open.clear()
    this.#clock.clear()
    this.#assigners.clear()
    this.#receivers.clear()
    this.#gone.clear()
    this.#latestGeneration = this.#assignedGeneration
    const { records } = this.#store
    this.#store = new MemoryStore()
    this.#store.records.push(...records)
    this.#disk = 'fine'
    this.#coordinator = this.#start()
    await this.checkCommitted()
  }

  /** Everybody joins again and syncs, as real clients do when they are left in peace. */
  async regroup(): Promise<void> {
    for (const name of Object.keys(this.people)) await this.join(name)
    await this.pass(2 * initialDelayMs)
    for (const name of Object.keys(this.people)) await this.sync(name)
  }

  /** In the end nobody waits any more, and what was committed is there. */
  async end(): Promise<void> {
    await this.setDisk('fine')
    await this.pass(longestWaitMs + sessionTimeoutMs)
    assert.deepEqual(
      [...this.#open].map(({ who }) => who),
      [],
      'somebody is still waiting',
    )
    await this.checkCommitted()
  }

  async checkCommitted(): Promise<void> {
    const { orders } = await this.#coordinator.committed()
    assert.equal(orders?.[0] ?? -1, this.#committed, 'the committed offset')
  }

  #start(): Coordinator {
    return new Coordinator({
      clock: this.#clock,
      store: this.#store,
      topics: this.#topics,
      idPrefix: `${this.#life}.`,
      settings: { initialDelayMs, firstJoinTimeoutMs: longestWaitMs, vacantGroupMs: Number.POSITIVE_INFINITY },
    })
  }

  #person(name: string): Person {
    const person = this.people[name]
    assert.ok(person)
    return person
  }

  async #request<Answer>(
    who: string,
    ask: (signal: AbortSignal) => Promise<Answer>,
    onAnswer: (answer: Answer) => void,
  ): Promise<void> {
    const open = { who, connection: new AbortController(), since: this.#clock.time }
    this.#open.add(open)
    this.#watch(
      ask(open.connection.signal).then((answer) => {
        // A connection that is gone carries no answer.
        if (this.#open.delete(open)) onAnswer(answer)
      }),
    )
    await settle()
    this.#throwFound()
  }

  #joined(person: Person, asked: string, answer: ResponseOf<typeof JoinGroup>): void {
    this.#heard(asked, answer.errorCode)
    if (answer.errorCode !== 0) {
      const startsOver = ['UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID'].includes(nameOf(answer.errorCode))
      if (startsOver && person.memberId === asked) Object.assign(person, nobody)
      if (nameOf(answer.errorCode) === 'MEMBER_ID_REQUIRED') person.memberId = answer.memberId
      return
    }
    const { generationId, memberId, leader, skipAssignment, members } = answer
    assert.notEqual(leader, '')
    if (members.length > 0) assert.ok(members.some((member) => member.memberId === leader))
    assert.ok(generationId >= this.#latestGeneration, `generation ${generationId} after ${this.#latestGeneration}`)
    this.#latestGeneration = generationId
    if (leader === memberId && !skipAssignment) {
      const other = this.#assigners.get(generationId) ?? memberId
      assert.equal(memberId, other, `two members were told to assign in generation ${generationId}`)
      this.#assigners.set(generationId, memberId)
    }
    if (person.instanceId !== null) {
      const ids = this.#formerly.get(person.instanceId) ?? new Set()
      // Whoever held the instance id before is fenced from here on.
      for (const id of ids) if (id !== memberId) this.#gone.add(id)
      this.#formerly.set(person.instanceId, ids.add(memberId))
    }
    Object.assign(person, { memberId, generationId, others: members.map((member) => member.memberId) })
  }

  #synced(
    person: Person,
    asked: { memberId: string; generationId: number },
    { errorCode, assignment }: ResponseOf<typeof SyncGroup>,
  ): void {
    this.#heard(asked.memberId, errorCode)
    if (errorCode !== 0) return
    this.#checkCurrent(asked.memberId, asked.generationId, 'an assignment')
    this.#assignedGeneration = Math.max(this.#assignedGeneration, asked.generationId)
    const isNothing = assignment.toString('hex') === '000000000000ffffffff'
    if (isNothing && !this.#receivers.get(asked.generationId)?.has(asked.memberId)) return
    const names = person.instanceId === null ? [asked.memberId] : [...(this.#formerly.get(person.instanceId) ?? [])]
    const own = names.map((name) => `${asked.generationId} for ${name}`)
    assert.ok(own.includes(assignment.toString()), `${asked.memberId} was given '${assignment}'`)
  }

  async #commit(offset: number, member: { memberId: string; generationId: number; groupInstanceId: string | null }) {
    const { memberId, generationId, groupInstanceId } = member
    const fromMember = { memberId, generationIdOrMemberEpoch: generationId, groupInstanceId }
    const life = this.#life
    const { groupState } = this.#coordinator.inner.describe('group', { apiVersion: 5 })
    // Without a generation nobody speaks as a member, whatever it calls itself.
    const states = generationId < 0 ? ['Dead', 'Empty'] : ['PreparingRebalance', 'Stable']
    this.#watch(
      this.#coordinator.commitAlone({ orders: { 0: offset } }, 'group', fromMember).then(([errorCode = -1]) => {
        if (life !== this.#life) return
        if (errorCode === 0) {
          assert.ok(states.includes(groupState), `a commit of '${memberId}' was taken in state ${groupState}`)
          this.#committed = offset
        }
        if (memberId !== '' && errorCode !== 0) this.#heard(memberId, errorCode)
      }),
    )
    if (generationId >= 0 && this.#gone.has(memberId)) {
      await settle()
      assert.notEqual(this.#committed, offset, `a commit of ${memberId}, which is no member, was taken`)
    }
    await settle()
    this.#throwFound()
  }

  #heard(memberId: string, errorCode: number): void {
    if (memberId === '') return
    if (['UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID'].includes(nameOf(errorCode))) this.#gone.add(memberId)
  }

  #checkCurrent(memberId: string, generationId: number, what: string): void {
    assert.ok(!this.#gone.has(memberId), `${what} for ${memberId}, which is no member`)
    assert.ok(generationId >= this.#latestGeneration, `${what} for generation ${generationId}, which is over`)
  }

  #checkWaits(): void {
    for (const { who, since } of this.#open) {
      const waitedMs = this.#clock.time - since
      assert.ok(waitedMs <= longestWaitMs, `${who} has waited for ${waitedMs} ms`)
    }
  }

  /** A broken promise is found when an answer arrives, which is while somebody else acts: it is thrown there. */
  #watch(answered: Promise<void>): void {
    answered.catch((error) => {
      this.#found ??= error
    })
  }

  #found: unknown

  #throwFound(): void {
    if (this.#found !== undefined) throw this.#found
  }
}
