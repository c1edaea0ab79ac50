/** Knows when reads that may still use a file of before have ended, so that files go only when nobody needs them. */

interface Generation {
  readers: number
  /** Nobody enters any more, and somebody waits for the last to leave. */
  ended: PromiseWithResolvers<void> | undefined
}

export class ReadTurnover {
  #current: Generation = { readers: 0, ended: undefined }
  #earlier: Promise<void> = Promise.resolve()

  /** Runs a read. Costs two additions as long as nothing is removed. */
  async read<T>(task: () => Promise<T>): Promise<T> {
    const generation = this.#current
    generation.readers += 1
    try {
      return await task()
    } finally {
      generation.readers -= 1
      if (generation.readers === 0) generation.ended?.resolve()
    }
  }

  /** Resolves when every read has ended that had begun before the call. Later reads are not waited for. */
  turn(): Promise<void> {
    const generation = this.#current
    const ended = Promise.withResolvers<void>()
    generation.ended = ended
    if (generation.readers === 0) ended.resolve()
    this.#current = { readers: 0, ended: undefined }
    this.#earlier = Promise.all([this.#earlier, ended.promise]).then(() => {})
    return this.#earlier
  }
}
