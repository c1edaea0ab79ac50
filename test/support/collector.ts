/** Collects what consumers receive, so that a test can wait for it instead of sleeping. */

/** Records by consumer, in order of arrival; `until` resolves when what has arrived is enough. */
export class Collector<Item> {
  readonly #items: Item[] = []
  #waiting: (() => void)[] = []

  get items(): readonly Item[] {
    return this.#items
  }

  add(item: Item): void {
    this.#items.push(item)
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** @returns the items once `enough` says so; a test that waits for ever is ended by the runner's own timeout. */
  async until(enough: (items: readonly Item[]) => boolean): Promise<readonly Item[]> {
    while (!enough(this.#items))
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve)
      })
    return this.#items
  }
}
