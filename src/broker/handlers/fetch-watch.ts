/** How a fetch waits: for its logs to grow by what it misses, for its time to be up, or for nobody to care any more. */

import type { PartitionLog } from '../../log/index.ts'
import type { HandlerContext } from '../handle.ts'

/** A log as a fetch found it. */
export interface SeenLog {
  readonly log: PartitionLog
  readonly highWatermark: number
}

/** Growth from the first wait on, and how much of it is needed. */
interface Growth {
  readonly missingBytes: number
  readonly startBytes: ReadonlyMap<PartitionLog, number>
}

export class FetchWatch implements Disposable {
  readonly #timeoutMs: number
  readonly #context: Pick<HandlerContext, 'signal' | 'draining'>
  #isOver: boolean
  #growth: Growth | undefined
  /** Ends the wait that is going on. */
  #wake = () => {}
  /** Takes back what the first wait has set up; most fetches find something at once and never wait. */
  #disarm = () => {}

  constructor(timeoutMs: number, context: Pick<HandlerContext, 'signal' | 'draining'>) {
    this.#timeoutMs = timeoutMs
    this.#context = context
    this.#isOver = timeoutMs <= 0 || context.draining.hasBegun
  }

  /** Nothing is waited for any more: what there is has to do. */
  get isOver(): boolean {
    return this.#isOver
  }

  /**
   * @param seen - the logs as they were before they were read: what came since then counts.
   * @param missingBytes - how much more is wanted. The files' growth bounds what can be read, so that a fetch which
   *   waits for a megabyte does not read its partitions anew for each record.
   */
  async untilWorthReading(seen: readonly SeenLog[], missingBytes: number): Promise<void> {
    if (this.#growth === undefined) {
      this.#growth = { missingBytes, startBytes: new Map(seen.map(({ log }) => [log, log.sizeInBytes])) }
      this.#arm()
    }
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
    this.#disarm()
  }

  #arm(): void {
    const { signal, draining } = this.#context
    const finish = () => {
      this.#isOver = true
      this.#wake()
    }
    const timer = setTimeout(finish, this.#timeoutMs)
    signal.addEventListener('abort', finish)
    const stop = draining.onBegin(finish)
    // Both may have come while the logs were read.
    this.#isOver ||= signal.aborted || draining.hasBegun
    this.#disarm = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      stop()
    }
  }

  #isWorthReading(): boolean {
    if (this.#growth === undefined || this.#growth.missingBytes <= 1) return true
    let grownBytes = 0
    for (const [log, startBytes] of this.#growth.startBytes) grownBytes += Math.max(0, log.sizeInBytes - startBytes)
    return grownBytes >= this.#growth.missingBytes
  }
}
