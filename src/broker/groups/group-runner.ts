/** Runs the groups: feeds events into the machine and carries out what it wants done. */

import type { Logger } from '../../telemetry/index.ts'
import { Alarms, type Schedule } from './alarms.ts'
import type { AfterSave, Answers, GroupEvent } from './event.ts'
import { createGroup, type Group } from './group.ts'
import type { GroupMetrics } from './group-metrics.ts'
import { encodeGroup, groupTombstone } from './group-record.ts'
import { nextDeadline } from './leave.ts'
import { advance } from './machine.ts'
import { renewSession } from './member.ts'
import type { GroupSettings } from './settings.ts'
import type { GroupRules } from './step.ts'
import type { GroupStore } from './store.ts'

/** A request as the machine takes it, but for the token that its answer will carry. */
type Asked<Kind extends keyof Answers> = Omit<Extract<GroupEvent, { readonly kind: Kind }>, 'token'>

type Answer = Answers[keyof Answers]

export interface GroupRunnerOptions {
  readonly store: GroupStore
  readonly settings: GroupSettings
  readonly now: () => number
  readonly schedule: Schedule
  readonly logger: Logger
  readonly metrics: GroupMetrics
  /** Whether the group has committed offsets: such a group is kept without members. */
  readonly hasOffsets: (groupId: string) => boolean
}

export class GroupRunner {
  readonly #options: GroupRunnerOptions
  readonly #groups = new Map<string, Group>()
  readonly #alarms: Alarms
  /** Who is to be told the answer, by the token of the request. */
  readonly #waiting = new Map<string, (answer: Answer) => void>()
  #lastToken = 0
  /** What the members of all groups take. */
  #sizeInBytes = 0
  #loading = false
  #full = false

  constructor(options: GroupRunnerOptions) {
    this.#options = options
    this.#alarms = new Alarms({ ...options, ring: (groupId) => this.#wake(groupId) })
  }

  get groups(): Iterable<Group> {
    this.#begin()
    return this.#groups.values()
  }

  find(groupId: string): Group | undefined {
    this.#begin()
    return this.#groups.get(groupId)
  }

  /** For loading, which `find` would end. */
  isKnown(groupId: string): boolean {
    return this.#groups.has(groupId)
  }

  /** @returns `undefined` where there are as many groups as there may be. */
  findOrCreate(groupId: string): Group | undefined {
    const found = this.find(groupId)
    if (found) return found
    if (this.#groups.size >= this.#options.settings.groupCount) {
      // Said once for each time that it happens: clients try again and again.
      if (!this.#full) this.#options.logger.warn({ groupId, groups: this.#groups.size }, 'no room for another group')
      this.#full = true
      return undefined
    }
    this.#full = false
    const group = createGroup(groupId, this.#options.now())
    this.#groups.set(groupId, group)
    return group
  }

  /** Takes a group as it was before a restart. Its clock stands still until somebody asks for a group. */
  restore(group: Group): void {
    this.#sizeInBytes += group.sizeInBytes - (this.#groups.get(group.groupId)?.sizeInBytes ?? 0)
    this.#groups.set(group.groupId, group)
    this.#loading = true
  }

  /** For requests that the machine answers in the same step. */
  ask<Kind extends 'heartbeat' | 'leave' | 'commit'>(group: Group, event: Asked<Kind>): Answers[Kind] {
    let answer: Answer | undefined
    this.#send(group, event, (given) => {
      answer = given
    })
    if (answer === undefined) throw new Error(`a ${event.kind} of group ${group.groupId} was left without an answer`)
    // The machine replies to the token of a request with the answer of its kind.
    return answer as Answers[Kind]
  }

  /** For requests that may be parked, until their connection closes at the latest. */
  askAndWait<Kind extends 'join' | 'sync'>(
    group: Group,
    event: Asked<Kind>,
    signal: AbortSignal,
  ): Promise<Answers[Kind]> {
    return new Promise((resolve) => {
      const onAbort = () => this.#run(group, { kind: 'disconnected', token })
      const token = this.#send(group, event, (answer) => {
        signal.removeEventListener('abort', onAbort)
        // As above.
        resolve(answer as Answers[Kind])
      })
      if (!this.#waiting.has(token)) return
      if (signal.aborted) onAbort()
      else signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Forgets a group that holds nothing, and otherwise sees to it that the group's next deadline is kept. */
  settle(group: Group): void {
    if (this.#groups.get(group.groupId) !== group) return
    const isVacant = this.#isVacant(group)
    if (isVacant && group.generationId === 0) this.#forget(group)
    else this.#alarms.set(group.groupId, isVacant ? this.#vacantUntil(group) : nextDeadline(group))
  }

  /** Answers whoever is parked. Groups that are still being written may answer later. */
  close(): void {
    for (const group of this.#groups.values()) this.#run(group, { kind: 'unload' })
    this.#alarms.close()
  }

  /** Loading may take longer than a session, so sessions begin when it is over, which is when groups are asked for. */
  #begin(): void {
    if (!this.#loading) return
    this.#loading = false
    const now = this.#options.now()
    for (const group of this.#groups.values()) {
      for (const member of group.members.values()) renewSession(member, now)
      this.settle(group)
    }
  }

  #send(group: Group, event: Asked<keyof Answers>, onAnswer: (answer: Answer) => void): string {
    this.#lastToken += 1
    const token = `${event.kind}-${this.#lastToken}`
    this.#waiting.set(token, onAnswer)
    // Only the token was missing to make it an event of its kind.
    this.#run(group, { ...event, token } as GroupEvent)
    return token
  }

  #run(group: Group, event: GroupEvent): void {
    const { now, logger, metrics } = this.#options
    const { generationId, sizeInBytes } = group
    const effects = advance(group, event, now(), this.#rulesFor(group))
    this.#sizeInBytes += group.sizeInBytes - sizeInBytes
    if (group.generationId !== generationId) {
      metrics.generations.inc()
      const { groupId, protocolName, members } = group
      const told = { groupId, generationId: group.generationId, protocolName, members: members.size, cause: event.kind }
      logger.info(told, 'group has a new generation')
    }
    for (const effect of effects) {
      if (effect.kind === 'save') this.#save(group, effect.then)
      else this.#answer(effect.token, effect.answer)
    }
    // A sign of life only moves deadlines away; the alarm that is set rings in vain once and is then set anew.
    if (event.kind !== 'heartbeat' && event.kind !== 'commit') this.settle(group)
  }

  /** No group may grow by more than what is left for all of them. */
  #rulesFor({ sizeInBytes }: Group): GroupRules {
    const { settings } = this.#options
    const spareBytes = Math.max(settings.totalBytes - this.#sizeInBytes, 0)
    return { ...settings, groupBytes: Math.min(settings.groupBytes, sizeInBytes + spareBytes) }
  }

  #answer(token: string, answer: Answer): void {
    const onAnswer = this.#waiting.get(token)
    this.#waiting.delete(token)
    onAnswer?.(answer)
  }

  #save(group: Group, then: AfterSave): void {
    const saved = (durable: boolean) => this.#run(group, { kind: 'saved', then, durable })
    this.#append(group, [encodeGroup(group)]).then(saved)
  }

  async #append(group: Group, records: Parameters<GroupStore['append']>[0]): Promise<boolean> {
    try {
      await this.#options.store.append(records)
      return true
    } catch (error) {
      this.#options.logger.error({ err: error, groupId: group.groupId }, 'group could not be written')
      return false
    }
  }

  #wake(groupId: string): void {
    const group = this.#groups.get(groupId)
    if (!group) return
    if (this.#isVacant(group) && this.#vacantUntil(group) <= this.#options.now()) {
      this.#forget(group)
      // Should this fail, the group comes back at the next start, as empty as it is, and is forgotten again.
      this.#append(group, [groupTombstone(groupId)])
    } else {
      this.#run(group, { kind: 'tick' })
    }
  }

  #forget(group: Group): void {
    this.#groups.delete(group.groupId)
    this.#alarms.set(group.groupId, Number.POSITIVE_INFINITY)
  }

  #isVacant(group: Group): boolean {
    return group.phase.state === 'Empty' && group.reserved.size === 0 && !this.#options.hasOffsets(group.groupId)
  }

  #vacantUntil(group: Group): number {
    return group.stateSince + this.#options.settings.vacantGroupMs
  }
}
