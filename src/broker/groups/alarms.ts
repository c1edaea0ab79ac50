/** One timer for all groups: each group says when it wants to be woken, at the earliest. */

/** Runs `callback` once after `delayMs`; the function it returns calls that off. */
export type Schedule = (callback: () => void, delayMs: number) => () => void

/**
 * A timer that does not keep the process alive. It rings after the sockets were looked at: where the event loop stood
 * still for a while, the heartbeats that arrived meanwhile count before anybody is taken for dead.
 */
export const scheduleUnref: Schedule = (callback, delayMs) => {
  let afterSockets: NodeJS.Immediate | undefined
  const timer = setTimeout(() => {
    afterSockets = setImmediate(callback)
  }, delayMs).unref()
  return () => {
    clearTimeout(timer)
    clearImmediate(afterSockets)
  }
}

/**
 * Deadlines that fall together are served together, so that ten thousand groups cost fifty looks through a table a
 * second at most; nobody who waits for seconds notices the difference.
 */
const granularityMs = 20

/** Longest sleep: a wall clock that was set back must not delay everything by as much. */
const longestSleepMs = 60_000

export class Alarms {
  readonly #dueAt = new Map<string, number>()
  readonly #now: () => number
  readonly #schedule: Schedule
  readonly #ring: (groupId: string) => void
  #cancel: (() => void) | undefined
  #wakesAt = Number.POSITIVE_INFINITY

  /** @param options.ring - called for each group whose time has come; it sets the group's next alarm if it wants one. */
  constructor(options: { now: () => number; schedule: Schedule; ring: (groupId: string) => void }) {
    this.#now = options.now
    this.#schedule = options.schedule
    this.#ring = options.ring
  }

  /** @param dueAt - milliseconds since the epoch; infinite for no alarm. */
  set(groupId: string, dueAt: number): void {
    if (dueAt === Number.POSITIVE_INFINITY) {
      this.#dueAt.delete(groupId)
    } else {
      this.#dueAt.set(groupId, dueAt)
      if (dueAt < this.#wakesAt) this.#sleepUntil(dueAt, 0)
    }
  }

  close(): void {
    this.#cancel?.()
    this.#dueAt.clear()
  }

  #sleepUntil(dueAt: number, atLeastMs: number): void {
    this.#cancel?.()
    const now = this.#now()
    const delayMs = Math.min(Math.max(dueAt - now, atLeastMs), longestSleepMs)
    this.#wakesAt = now + delayMs
    this.#cancel = this.#schedule(() => this.#wake(), delayMs)
  }

  #wake(): void {
    this.#cancel = undefined
    // Alarms that are set while the due ones ring are seen by the look through the table below.
    this.#wakesAt = Number.NEGATIVE_INFINITY
    const now = this.#now()
    const due = [...this.#dueAt].filter(([, dueAt]) => dueAt <= now)
    for (const [groupId] of due) this.#dueAt.delete(groupId)
    for (const [groupId] of due) this.#ring(groupId)
    this.#wakesAt = Number.POSITIVE_INFINITY
    let earliest = Number.POSITIVE_INFINITY
    for (const dueAt of this.#dueAt.values()) earliest = Math.min(earliest, dueAt)
    if (earliest !== Number.POSITIVE_INFINITY) this.#sleepUntil(earliest, granularityMs)
  }
}
