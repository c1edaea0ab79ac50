/** Work that several wait for at once. */

/** Work that is going on, and all who wait for it; when the last of them gives up, it stops. */
export class Flight<Value> {
  isOver = false
  readonly #stop = new AbortController()
  readonly #answer: Promise<Value>
  #waiting = 0

  constructor(start: (stop: AbortSignal) => Promise<Value>) {
    this.#answer = start(this.#stop.signal).finally(() => {
      this.isOver = true
    })
  }

  async wait(signal: AbortSignal | undefined): Promise<Value> {
    this.#waiting++
    if (signal === undefined) return this.#answer
    const { promise, reject } = Promise.withResolvers<never>()
    const giveUp = () => {
      reject(signal.reason)
      this.#waiting--
      this.isOver ||= this.#waiting === 0
      if (this.#waiting === 0) this.#stop.abort(signal.reason)
    }
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    try {
      return await Promise.race([promise, this.#answer])
    } finally {
      signal.removeEventListener('abort', giveUp)
    }
  }
}
