/** The moment at which the broker begins to close, for those who are parked. */

/** As an AbortSignal, but leaving costs the same however many wait: every parked fetch comes and goes here. */
export class Draining {
  readonly #listeners = new Set<() => void>()
  #hasBegun = false

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** @returns a function that takes the listener away again. */
  onBegin(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  begin(): void {
    this.#hasBegun = true
    for (const listener of this.#listeners) listener()
  }
}
