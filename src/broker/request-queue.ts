/**
 * The requests of one connection: begun in the order in which they came, answered in that order. No socket in here.
 *
 * A request waits for those before it. Only Produce may overlap: its append happens in order, and then several requests
 * wait together for the flush that makes them durable.
 */

/** A request that has been begun. `answer` is `undefined` where there is none. */
export interface StartedRequest {
  readonly answer: Promise<readonly Buffer[] | undefined>
}

export interface RequestQueueOptions {
  /** Whether this request may begin while earlier ones of its kind wait for their answers. */
  overlaps(frame: Buffer): boolean
  /** Resolves when the request's work is ordered. */
  start(frame: Buffer): Promise<StartedRequest>
  /** Writes answers that have become due, in order. */
  send(buffers: readonly Buffer[]): void
  /** A request cannot be answered: the connection has to end. Nothing is begun or sent any more. */
  fail(error: unknown): void
  /** False while the client does not read what it was sent. */
  maySend(): boolean
  /** Something was begun or finished: there may be room for more. */
  changed(): void
}

interface Request {
  readonly frame: Buffer
  readonly overlaps: boolean
  answer: readonly Buffer[] | undefined
  error: unknown
  isDone: boolean
}

export class RequestQueue {
  readonly #options: RequestQueueOptions
  readonly #waiting: Buffer[] = []
  /** Begun and not answered, oldest first. */
  readonly #begun: Request[] = []
  #isBeginning = false
  #isStopped = false
  #heldBytes = 0

  constructor(options: RequestQueueOptions) {
    this.#options = options
  }

  /** Requests that are here and not answered. */
  get size(): number {
    return this.#waiting.length + this.#begun.length
  }

  /** Bytes of those requests. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  push(frame: Buffer): void {
    if (this.#isStopped) return
    this.#heldBytes += frame.length
    this.#waiting.push(frame)
  }

  /** Nothing is begun or answered any more; what runs comes to nothing. */
  stop(): void {
    this.#isStopped = true
    this.#heldBytes = 0
    this.#waiting.length = 0
    this.#begun.length = 0
  }

  /** Begins what may begin. To be called after `push` and when the client has read. */
  advance(): void {
    while (!this.#isStopped) {
      const frame = this.#waiting[0]
      if (frame === undefined || this.#isBeginning || !this.#options.maySend()) return
      const overlaps = this.#options.overlaps(frame)
      // Only overlapping requests begin beside others, so the last one speaks for all that run.
      const last = this.#begun.at(-1)
      if (last !== undefined && !(overlaps && last.overlaps)) return
      this.#waiting.shift()
      void this.#run({ frame, overlaps, answer: undefined, error: undefined, isDone: false })
    }
  }

  async #run(request: Request): Promise<void> {
    this.#begun.push(request)
    this.#isBeginning = true
    try {
      const { answer } = await this.#options.start(request.frame)
      this.#isBeginning = false
      if (request.overlaps) this.advance()
      request.answer = await answer
    } catch (error) {
      this.#isBeginning = false
      request.error = error
    }
    request.isDone = true
    this.#sendDue()
    this.advance()
    this.#options.changed()
  }

  #sendDue(): void {
    const due: Buffer[] = []
    while (this.#begun[0]?.isDone === true) {
      const { frame, answer, error } = this.#begun[0]
      if (error !== undefined) {
        this.#end(due, error)
        return
      }
      this.#begun.shift()
      this.#heldBytes -= frame.length
      if (answer !== undefined) due.push(...answer)
    }
    if (due.length > 0) this.#options.send(due)
  }

  #end(due: readonly Buffer[], error: unknown): void {
    this.stop()
    if (due.length > 0) this.#options.send(due)
    this.#options.fail(error)
  }
}
