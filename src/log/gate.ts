/** Lets a bounded number of writes at the disk at once. */

/**
 * Node runs file calls on four threads. Without a bound, a hundred partitions that flush would hold all of them, and a
 * read would wait for the slowest disk flush; the batches that arrive while a partition waits here share its flush.
 */
export class Gate {
  readonly #limit: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#inside < this.#limit) this.#inside += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      return await task()
    } finally {
      // The place is handed over, so that nobody overtakes those who wait.
      const next = this.#waiting.shift()
      if (next === undefined) this.#inside -= 1
      else next()
    }
  }
}
