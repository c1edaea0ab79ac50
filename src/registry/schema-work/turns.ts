/** Work on the event loop in turns: after some milliseconds of it, everything else that waits there goes first. */

import { setImmediate as afterEverythingElse } from 'node:timers/promises'

/** Many small pieces of work follow each other without a pause, as when a schema is compared with a thousand versions. */
const turnMs = 10

export class Turns {
  /** Time that work has taken since the event loop went round. */
  #spentMs = 0
  #next: Promise<void> | undefined

  /** Does a small piece of work: at once, or when the loop has gone round. */
  async take<Result>(work: () => Result): Promise<Result> {
    while (this.#spentMs >= turnMs) {
      this.#next ??= this.#round()
      await this.#next
    }
    const began = performance.now()
    try {
      return work()
    } finally {
      this.#spentMs += performance.now() - began
    }
  }

  async #round(): Promise<void> {
    await afterEverythingElse()
    this.#spentMs = 0
    this.#next = undefined
  }
}

/** Questions to the store that are asked one after another; a database in the process answers each without a pause. */
const questionsInTurn = 50

/** The items of a long list, each of which takes some questions: after so many, everything else goes first. */
export async function* inTurns<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let asked = 0
  for (const item of items) {
    if (++asked % questionsInTurn === 0) await afterEverythingElse()
    yield item
  }
}
