/** Long work in short slices, with a turn of the event loop between them. */

/** A request that arrives during a slice waits no longer than this. */
const SLICE_MS = 2

/** How much is done before the clock is looked at. */
const STEPS = 64

export class Slices {
  #step = 0
  #startedAt = performance.now()

  /** To be asked after each small step: whether it is time to `rest`. */
  get isOver(): boolean {
    this.#step += 1
    if (this.#step % STEPS !== 0) return false
    return performance.now() - this.#startedAt >= SLICE_MS
  }

  async rest(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve))
    this.#startedAt = performance.now()
  }
}
