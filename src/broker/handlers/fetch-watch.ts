/** How a fetch waits: for its logs to grow by what it misses, for its time to be up, or for nobody to care any more. */

import type { PartitionLog } from '../../log/index.ts'

/** A log as a fetch found it. */
export interface SeenLog {
  readonly log: PartitionLog
  readonly highWatermark: number
}

export class FetchWatch implements Disposable {
  readonly #signals: readonly AbortSignal[]
  readonly #timer: NodeJS.Timeout
  #isOver: boolean
  /** Ends the wait that is going on. */
  #wake = () => {}
  /** Sizes at the first wait, from which growth is measured, and the growth that is needed. */
  #start: { readonly missingBytes: number; readonly sizes: ReadonlyMap<PartitionLog, number> } | undefined

  constructor(timeoutMs: number, signals: readonly AbortSignal[]) {
    this.#signals = signals
    this.#isOver = timeoutMs <= 0 || signals.some(({ aborted }) => aborted)
    this.#timer = setTimeout(this.#finish, Math.max(timeoutMs, 0))
    for (const signal of signals) signal.addEventListener('abort', this.#finish)
  }

  /** Nothing is waited for any more: what there is has to do. */
  get isOver(): boolean {
    return this.#isOver
  }

  /**
   * @param seen - the logs as they were before they were read: what came since then counts.
   * @param missingBytes - how much more is wanted. Growth of the file is an upper bound of what can be read, so that a
   *   fetch that waits for a megabyte does not read its partitions anew for each record.
   */
  async untilWorthReading(seen: readonly SeenLog[], missingBytes: number): Promise<void> {
    this.#start ??= { missingBytes, sizes: new Map(seen.map(({ log }) => [log, log.sizeInBytes])) }
    const stops: (() => void)[] = []
    await new Promise<void>((resolve) => {
      this.#wake = resolve
      for (const { log, highWatermark } of seen) {
        // A call without a new high watermark says that the log is closed.
        const look = () => (log.highWatermark === highWatermark || this.#isWorthReading()) && resolve()
        stops.push(log.onAdvance(look))
        if (log.highWatermark !== highWatermark) look()
      }
      if (this.#isOver) resolve()
    })
    for (const stop of stops) stop()
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#finish)
  }

  readonly #finish = () => {
    this.#isOver = true
    this.#wake()
  }

  #isWorthReading(): boolean {
    if (this.#start === undefined || this.#start.missingBytes <= 1) return true
    let grownBytes = 0
    for (const [log, sizeInBytes] of this.#start.sizes) grownBytes += Math.max(0, log.sizeInBytes - sizeInBytes)
    return grownBytes >= this.#start.missingBytes
  }
}
