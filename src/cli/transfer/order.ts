/** The order in which versions can be written: what is referred to comes first, and versions of a subject ascend. */

import { type HeldVersion, sorted, versionKey } from './inventory.ts'

export interface Ordered {
  readonly order: readonly HeldVersion[]
  /** What waits for itself, directly or through others. */
  readonly circular: readonly HeldVersion[]
}

/** References that lead out of `versions` do not count: they are there already, or the registry says that they are missing. */
export function inOrder(versions: Iterable<HeldVersion>): Ordered {
  const order: HeldVersion[] = []
  const drain = (schedule: Schedule) => {
    for (let next = schedule.take(); next; next = schedule.take()) {
      order.push(next)
      schedule.done(next)
    }
    return schedule.waiting()
  }
  const waiting = drain(new Schedule(versions))
  // Whoever imported versions out of their order may have made a circle of numbers that is none of references.
  return { order, circular: drain(new Schedule(waiting, { ascending: false })) }
}

/** Gives out versions whose references are done, for several workers at once. */
export class Schedule {
  readonly #waitsFor = new Map<string, number>()
  readonly #dependents = new Map<string, HeldVersion[]>()
  readonly #versions = new Map<string, HeldVersion>()
  readonly #ready: HeldVersion[] = []
  #at = 0

  /** @param options.ascending - whether a version also waits for the one before it in its subject. */
  constructor(versions: Iterable<HeldVersion>, { ascending = true } = {}) {
    const all = sorted(versions)
    for (const held of all) this.#versions.set(versionKey(held), held)
    for (const [at, held] of all.entries()) {
      const before = all[at - 1]
      const needs = new Set(held.references.filter((key) => this.#versions.has(key)))
      if (ascending && before?.subject === held.subject) needs.add(versionKey(before))
      this.#waitsFor.set(versionKey(held), needs.size)
      for (const key of needs) this.#dependents.set(key, [...(this.#dependents.get(key) ?? []), held])
      if (needs.size === 0) this.#ready.push(held)
    }
  }

  /** The next version that can be written now; `undefined` when none is, at the moment or at all. */
  take(): HeldVersion | undefined {
    const next = this.#ready[this.#at]
    if (next) this.#at += 1
    return next
  }

  /** What waited for this one may follow. */
  done(held: HeldVersion): void {
    this.#versions.delete(versionKey(held))
    for (const dependent of this.#dependents.get(versionKey(held)) ?? []) {
      const left = (this.#waitsFor.get(versionKey(dependent)) ?? 0) - 1
      this.#waitsFor.set(versionKey(dependent), left)
      if (left === 0) this.#ready.push(dependent)
    }
  }

  /** What is not done. */
  waiting(): HeldVersion[] {
    return [...this.#versions.values()]
  }
}
