/** Tasks that must not overlap, one after the other in the order in which they were asked for. */

export class Turns {
  #last: Promise<unknown> = Promise.resolve()

  take<T>(task: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(task)
    // A task that fails concerns whoever asked for it, not the next.
    this.#last = turn.catch(() => {})
    return turn
  }
}
