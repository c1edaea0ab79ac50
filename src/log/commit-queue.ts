/**
 * Group commit: while one group of batches is written and flushed, all that arrive wait together for the next. The more
 * producers wait, the fewer flushes each batch costs.
 */

import type { Gate } from './gate.ts'
import type { ProducerUndo } from './producer-state.ts'
import type { Tail } from './tail.ts'
import { Turns } from './turns.ts'
import { type QueuedBatch, type Roll, WriteGroup } from './write-group.ts'

/** What the queue asks of its log. */
export interface CommitHooks {
  /** Puts the group where the flush policy wants it. */
  store(group: WriteGroup): Promise<void>
  /** The group is stored. What is left to do in the background may be returned; the next group waits for it. */
  commit(group: WriteGroup): Promise<void> | undefined
  /** Nothing of these groups is stored. Returns the error for those who wait. */
  withdraw(undos: readonly ProducerUndo[], cause: unknown): Error
}

export class CommitQueue {
  readonly #hooks: CommitHooks
  readonly #gate: Gate
  readonly #limitBytes: number
  readonly #turns = new Turns()
  #groups: WriteGroup[] = []
  #queuedBytes = 0
  #running: Promise<void> | undefined
  #room: PromiseWithResolvers<void> | undefined

  constructor(hooks: CommitHooks, gate: Gate, limitBytes: number) {
    this.#hooks = hooks
    this.#gate = gate
    this.#limitBytes = limitBytes
  }

  /** Queues a batch behind `before`. With `roll`, it is the first of a new segment. */
  add(batch: QueuedBatch, before: Tail, roll: Roll | undefined): Promise<void> {
    const last = this.#groups.at(-1)
    const group = last?.fits(batch.bytes.length) && roll === undefined ? last : this.#push(new WriteGroup(before, roll))
    group.add(batch)
    this.#queuedBytes += batch.bytes.length
    this.#running ??= this.#run()
    return group.durable
  }

  /** Settles as the batch at `offset` does, or `undefined` where it is not waiting any more. */
  find(offset: number): Promise<void> | undefined {
    return this.#groups.find((group) => offset >= group.baseOffset && offset < group.tail.endOffset)?.durable
  }

  /** A promise of room where too many bytes wait. */
  writable(): Promise<void> | undefined {
    if (this.#queuedBytes < this.#limitBytes) return undefined
    this.#room ??= Promise.withResolvers<void>()
    return this.#room.promise
  }

  /** Everything that was queued is stored or withdrawn. */
  async idle(): Promise<void> {
    while (this.#running !== undefined) await this.#running
  }

  /** Runs a task while no group is being stored. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    return this.#turns.take(task)
  }

  /** Runs a task that mends the log. If it fails, nothing that waits can be stored behind. */
  mend(task: () => Promise<void>): Promise<void> {
    return this.exclusive(async () => {
      try {
        await task()
      } catch (error) {
        this.#withdraw(this.#groups.splice(0), error)
      }
    })
  }

  /** Takes back what waits, except for a group that is being written. */
  withdrawWaiting(cause: unknown): void {
    const waiting = this.#groups.filter((group) => !group.isSealed)
    this.#groups = this.#groups.filter((group) => group.isSealed)
    if (waiting.length > 0) this.#withdraw(waiting, cause)
  }

  #push(group: WriteGroup): WriteGroup {
    this.#groups.push(group)
    return group
  }

  async #run(): Promise<void> {
    // Requests that were read from their sockets in this round of the event loop go out together.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#groups.length > 0) await this.#turns.take(() => this.#storeFirst())
    this.#running = undefined
  }

  async #storeFirst(): Promise<void> {
    const failure = await this.#gate.run(async () => {
      const group = this.#groups[0]
      if (group === undefined) return undefined
      // From here on the others wait for the next group.
      group.isSealed = true
      try {
        await this.#hooks.store(group)
        return undefined
      } catch (error) {
        return { cause: error }
      }
    })
    // Batches behind one that failed have offsets that no longer follow on.
    if (failure !== undefined) return this.#withdraw(this.#groups.splice(0), failure.cause)
    const group = this.#groups.shift()
    if (group === undefined) return
    this.#release(group.sizeInBytes)
    const rest = this.#hooks.commit(group)
    group.resolve()
    await rest
  }

  #withdraw(groups: readonly WriteGroup[], cause: unknown): void {
    const undos = groups.flatMap((group) => group.undos).reverse()
    const error = this.#hooks.withdraw(undos, cause)
    for (const group of groups) {
      this.#release(group.sizeInBytes)
      group.reject(error)
    }
  }

  #release(sizeInBytes: number): void {
    this.#queuedBytes -= sizeInBytes
    if (this.#queuedBytes > this.#limitBytes / 2) return
    this.#room?.resolve()
    this.#room = undefined
  }
}
