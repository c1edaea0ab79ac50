/** The change log as a feed: pages of it, and waiting for more, whichever node writes it. */

import { setImmediate as afterEverythingElse } from 'node:timers/promises'
import { registryErrors } from '../errors.ts'
import type { SchemaReads } from '../schema-store.ts'
import type { Change, ChangeFilter, ChangeHead, ChangeReads } from './change.ts'

export interface FeedQuery extends Pick<ChangeFilter, 'context' | 'subject' | 'operations' | 'maxBytes'> {
  /** The last change that is known already. */
  readonly after: number
  /** Most changes of a page; 100 where absent or out of range. */
  readonly limit?: number
}

export interface FeedPage {
  readonly changes: readonly Change[]
  /** What to ask for next, as `after`; beyond the last change where a filter let through none of those in between. */
  readonly next: number
  readonly head: ChangeHead
}

interface FeedOptions {
  log: ChangeReads & Pick<SchemaReads, 'loadChanges'>
  /** How often to look for what other processes write; absent where none does. */
  checkMs: number | undefined
}

/** One who waits for the log to grow. */
interface Waiter {
  readonly after: number
  wake(): void
}

const defaultLimit = 100
const maxLimit = 1000
/** Rows that one page looks at: what a filter does not let through is read too, and nobody should wait long for nothing. */
const maxScanned = 10_000
/** Each holds a connection and a few kilobytes. */
const maxListeners = 1000
const minCheckMs = 50

export class ChangeFeed {
  readonly #log: FeedOptions['log']
  readonly #checkMs: number | undefined
  readonly #waiters = new Set<Waiter>()
  /** Streams that are open, whether or not they wait: one that is read slowly never does. */
  #streams = 0
  /** Comes when the last page that was asked for may be read. */
  #turn: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined
  #looking = false

  constructor({ log, checkMs }: FeedOptions) {
    this.#log = log
    this.#checkMs = checkMs
  }

  /**
   * Changes after one, as many as there are by now.
   *
   * Pages are read in turns, and the event loop goes round in between: a file answers at once, so that many who read all
   * of the log, or are woken together, would let nobody else in.
   */
  async page({ after, limit = defaultLimit, ...filter }: FeedQuery): Promise<FeedPage> {
    this.#turn = this.#turn.then(() => afterEverythingElse())
    await this.#turn
    const head = await this.#log.findChangeHead()
    const through = Math.min(after + maxScanned, head.sequence)
    if (through <= after) return { changes: [], next: after, head }
    const most = limit > 0 && limit <= maxLimit ? limit : defaultLimit
    const changes = await this.#log.loadChanges(after, most, { ...filter, through, whole: true })
    return { changes, next: changes.at(-1)?.sequence ?? through, head }
  }

  /**
   * Waits until there is a change after `after`, the time is up, or the signal comes.
   *
   * @throws {RegistryError} `tooManyListeners`.
   */
  async wait(after: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    this.#checkListeners(this.#waiters.size)
    if (signal.aborted) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, timeoutMs)
      const waiter: Waiter = { after, wake: done }
      signal.addEventListener('abort', done, { once: true })
      this.#waiters.add(waiter)
      const waiters = this.#waiters
      function done(): void {
        waiters.delete(waiter)
        clearTimeout(timer)
        signal.removeEventListener('abort', done)
        resolve()
      }
      // The log may have grown between the page that was empty and now.
      this.notice()
    })
    if (this.#waiters.size === 0) this.#stop()
  }

  /**
   * Told by whoever follows the log for long, and will wait for it often.
   *
   * @returns what is to be called once, at the end.
   * @throws {RegistryError} `tooManyListeners`.
   */
  follow(): () => void {
    this.#checkListeners(this.#streams)
    this.#checkListeners(this.#waiters.size)
    this.#streams++
    return () => {
      this.#streams--
    }
  }

  #checkListeners(count: number): void {
    if (count >= maxListeners) throw registryErrors.tooManyListeners()
  }

  /** Told after each write of this process. */
  notice(): void {
    if (this.#waiters.size > 0) void this.#look()
  }

  /** One look at a time serves all who wait; whoever comes during one has a look begun for them after it. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#plan(minCheckMs)
      return
    }
    this.#looking = true
    try {
      const head = await this.#log.findChangeHead()
      for (const waiter of this.#waiters) if (head.sequence > waiter.after) waiter.wake()
    } catch {
      // A database that is away comes back, and until then nothing is written.
    } finally {
      this.#looking = false
    }
    if (this.#checkMs !== undefined) this.#plan(Math.max(this.#checkMs, minCheckMs))
  }

  #plan(delayMs: number): void {
    if (this.#timer && delayMs > minCheckMs) return
    this.#stop()
    if (this.#waiters.size === 0) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      void this.#look()
    }, delayMs)
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
