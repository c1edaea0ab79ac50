/** Lets files be removed and replaced beside reads, without either side waiting long for the other. */

interface Generation {
  readers: number
  /** Nobody enters any more, and somebody waits for the last to leave. */
  ended: PromiseWithResolvers<void> | undefined
}

export class Reads {
  #current: Generation = { readers: 0, ended: undefined }
  #earlier: Promise<void> = Promise.resolve()
  /** Counted when a file is about to be replaced, and again when it was. */
  #replacements = 0
  #replacing: Promise<void> | undefined

  /** Runs a read; once more where a file was replaced meanwhile, for it may have seen parts of both. */
  async read<T>(task: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#replacing !== undefined) await this.#replacing
      const replacements = this.#replacements
      try {
        const result = await this.#counted(task)
        if (replacements === this.#replacements) return result
      } catch (error) {
        if (replacements === this.#replacements) throw error
      }
    }
  }

  /** Runs a task that gives a path another content: short, for new reads wait for it. One at a time. */
  async replace(task: () => Promise<void>): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#replacements += 1
    this.#replacing = promise
    try {
      await task()
    } finally {
      this.#replacements += 1
      this.#replacing = undefined
      resolve()
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

  async #counted<T>(task: () => Promise<T>): Promise<T> {
    const generation = this.#current
    generation.readers += 1
    try {
      return await task()
    } finally {
      generation.readers -= 1
      if (generation.readers === 0) generation.ended?.resolve()
    }
  }
}
