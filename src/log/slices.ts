/** Long work in short slices, with as much time between them for everybody else. */

/** A request that arrives during a slice waits no longer than this. */
const SLICE_MS = 1

/** How much is done before the clock is looked at. */
const STEPS = 32

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
    await new Promise((resolve) => setTimeout(resolve, SLICE_MS))
    this.#startedAt = performance.now()
  }
}
