/** A stage for the group machine: clients that remember what they were told, and a clock that is moved by hand. */

import assert from 'node:assert/strict'
import type {
  AfterSave,
  Answers,
  Effect,
  GroupEvent,
  JoinAnswer,
  LeaveAnswer,
  SyncAnswer,
} from '../../../src/broker/groups/event.ts'
import { createGroup, type Group } from '../../../src/broker/groups/group.ts'
import { nextDeadline } from '../../../src/broker/groups/leave.ts'
import { advance } from '../../../src/broker/groups/machine.ts'
import { defaultGroupRules, type GroupRules } from '../../../src/broker/groups/step.ts'
import { errorCodes } from '../../../src/protocol/index.ts'

export const initialDelayMs = 3000
export const sessionTimeoutMs = 10_000
export const rebalanceTimeoutMs = 60_000

/** A request that was made; `outcome` is the name of its error (`NONE` where there is none) or `parked`. */
export interface Made<Answer> {
  readonly token: string
  answer: Answer | undefined
  readonly outcome: string
}

export interface ClientTerms {
  instanceId: string | null
  protocolType: string
  protocols: readonly (readonly [name: string, metadata: string])[]
  sessionTimeoutMs: number
  rebalanceTimeoutMs: number
  /** Joins as from version 4 on: first an id, then the group. */
  idFirst: boolean
  canSkipAssignment: boolean
}

export class Scene {
  now = 1_000_000
  readonly group: Group
  readonly rules: GroupRules
  /** Writes that have not ended; with `holdSaves` they end when the test says so. */
  readonly saves: AfterSave[] = []
  readonly #holdSaves: boolean
  readonly #open = new Map<string, (answer: Answers[keyof Answers]) => void>()
  #requests = 0

  constructor(options: { rules?: Partial<GroupRules>; holdSaves?: boolean; group?: Group } = {}) {
    this.rules = { ...defaultGroupRules, initialDelayMs, ...options.rules }
    this.#holdSaves = options.holdSaves ?? false
    this.group = options.group ?? createGroup('group', this.now)
  }

  get state(): string {
    return this.group.phase.state
  }

  client(name: string, terms: Partial<ClientTerms> = {}): Client {
    return new Client(this, name, terms)
  }

  /** Clients that have gone through a whole rebalance together; the first is the leader. */
  stable(names: readonly string[], terms: Partial<ClientTerms> = {}): Client[] {
    const clients = this.joined(names, terms)
    const syncs = clients.map((client) => client.sync())
    assert.deepEqual(
      syncs.map(({ outcome }) => outcome),
      names.map(() => (this.#holdSaves ? 'parked' : 'NONE')),
    )
    return clients
  }

  /** Clients that were told their generation and have not asked for their assignment. */
  joined(names: readonly string[], terms: Partial<ClientTerms> = {}): Client[] {
    const clients = names.map((name) => this.client(name, terms))
    const joins = clients.map((client) => client.join())
    this.pass(initialDelayMs)
    this.pass(initialDelayMs)
    assert.deepEqual(
      joins.map(({ outcome }) => outcome),
      names.map(() => 'NONE'),
    )
    return clients
  }

  /** Lets time pass, stopping at each deadline of the group. */
  pass(ms: number): void {
    const until = this.now + ms
    for (let stops = 0; nextDeadline(this.group) <= until; stops += 1) {
      assert.ok(stops < 1000, 'the group asks to be woken again and again')
      this.now = Math.max(this.now, nextDeadline(this.group))
      this.send({ kind: 'tick' })
    }
    this.now = until
  }

  /** Ends the oldest write. */
  endSave(durable = true): void {
    const then = this.saves.shift()
    assert.ok(then, 'nothing is being written')
    this.send({ kind: 'saved', then, durable })
  }

  disconnect(request: Made<unknown>): void {
    this.#open.delete(request.token)
    this.send({ kind: 'disconnected', token: request.token })
  }

  unload(): void {
    this.send({ kind: 'unload' })
  }

  ask<Answer extends Answers[keyof Answers]>(
    label: string,
    makeEvent: (token: string) => GroupEvent,
    onAnswer: (answer: Answer) => void = () => {},
  ): Made<Answer> {
    this.#requests += 1
    const made = new Asked<Answer>(`${label}#${this.#requests}`)
    this.#open.set(made.token, (answer) => {
      // The machine answers a token with the answer of its kind; `makeEvent` and `Answer` are named together above.
      made.answer = answer as Answer
      onAnswer(made.answer)
    })
    this.send(makeEvent(made.token))
    return made
  }

  send(event: GroupEvent): void {
    for (const effect of advance(this.group, event, this.now, this.rules)) this.#carryOut(effect)
  }

  #carryOut(effect: Effect): void {
    if (effect.kind === 'save') {
      this.saves.push(effect.then)
      if (!this.#holdSaves) this.endSave()
      return
    }
    const onAnswer = this.#open.get(effect.token)
    this.#open.delete(effect.token)
    onAnswer?.(effect.answer)
  }
}

export function nameOf(errorCode: number): string {
  const found = Object.entries(errorCodes).find(([, code]) => code === errorCode)
  return found?.[0] ?? String(errorCode)
}

class Asked<Answer extends Answers[keyof Answers]> implements Made<Answer> {
  readonly token: string
  answer: Answer | undefined

  constructor(token: string) {
    this.token = token
  }

  get outcome(): string {
    if (this.answer === undefined) return 'parked'
    return nameOf(typeof this.answer === 'number' ? this.answer : this.answer.errorCode)
  }
}

export class Client {
  memberId = ''
  generationId = -1
  readonly name: string
  readonly terms: ClientTerms
  readonly #scene: Scene
  #ids = 0

  constructor(scene: Scene, name: string, terms: Partial<ClientTerms>) {
    this.#scene = scene
    this.name = name
    this.terms = {
      instanceId: null,
      protocolType: 'consumer',
      protocols: [['range', `${name} wants topics`]],
      sessionTimeoutMs,
      rebalanceTimeoutMs,
      idFirst: false,
      canSkipAssignment: true,
      ...terms,
    }
  }

  join(changes: Partial<ClientTerms> = {}): Made<JoinAnswer> {
    Object.assign(this.terms, changes)
    const { protocols, ...terms } = this.terms
    this.#ids += 1
    return this.#scene.ask<JoinAnswer>(
      `${this.name}.join`,
      (token) => ({
        kind: 'join',
        token,
        ...terms,
        memberId: this.memberId,
        newMemberId: `${this.name}-${this.#ids}`,
        clientId: this.name,
        clientHost: '127.0.0.1',
        protocols: new Map(protocols.map(([name, metadata]) => [name, Buffer.from(metadata)])),
      }),
      (answer) => {
        this.memberId = answer.memberId
        if (answer.generationId >= 0) this.generationId = answer.generationId
      },
    )
  }

  /** @param assignments - by member id; without them the leader gives every member its own id. */
  sync(assignments?: Record<string, string>, names: Partial<Record<'protocolType' | 'protocolName', string>> = {}) {
    const { group } = this.#scene
    const isLeader = group.leaderId === this.memberId
    const all = Object.fromEntries([...group.members.keys()].map((id) => [id, `work of ${id}`]))
    return this.#scene.ask<SyncAnswer>(`${this.name}.sync`, (token) => ({
      kind: 'sync',
      token,
      memberId: this.memberId,
      instanceId: this.terms.instanceId,
      generationId: this.generationId,
      protocolType: names.protocolType ?? null,
      protocolName: names.protocolName ?? null,
      assignments: Object.entries(assignments ?? (isLeader ? all : {})).map(([memberId, assignment]) => ({
        memberId,
        assignment: Buffer.from(assignment),
      })),
    }))
  }

  heartbeat(): Made<number> {
    return this.#scene.ask<number>(`${this.name}.heartbeat`, (token) => ({ kind: 'heartbeat', token, ...this.#self }))
  }

  commit(): Made<number> {
    return this.#scene.ask<number>(`${this.name}.commit`, (token) => ({ kind: 'commit', token, ...this.#self }))
  }

  leave(): Made<LeaveAnswer> {
    return this.#scene.ask<LeaveAnswer>(`${this.name}.leave`, (token) => ({
      kind: 'leave',
      token,
      members: [this.#self],
    }))
  }

  /** Another process with the same configuration: it knows nothing of this one. */
  restarted(changes: Partial<ClientTerms> = {}): Client {
    return new Client(this.#scene, `${this.name}'`, { ...this.terms, ...changes })
  }

  get #self() {
    return { memberId: this.memberId, instanceId: this.terms.instanceId, generationId: this.generationId }
  }
}
