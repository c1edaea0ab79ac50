/**
 * Time that the schemas of one request may take. It is counted as the processor counts it: what is honest is not refused
 * because the machine has other things to do. Behind that is a wider bound by the clock, for a machine that does nothing else.
 */

import { registryErrors } from '../errors.ts'

/** A machine this much slower than one that is at rest still gets its work done, and so does a thread that must start first. */
const patience = { times: 5, leastMs: 5000 }
/** Asking the processor takes longer than a small piece of work; only a long history has more pieces than these. */
const uncountedPieces = 20

export class WorkTime {
  readonly limitMs: number
  readonly #until: number
  #leftMs: number
  #pieces = 0

  /**
   * @param limitMs - of processor time.
   * @param clockMs - from now on, on the clock.
   */
  constructor(limitMs: number, clockMs = Math.max(limitMs * patience.times, patience.leastMs)) {
    this.limitMs = limitMs
    this.#leftMs = limitMs
    this.#until = performance.now() + clockMs
  }

  /** Of processor time. */
  get leftMs(): number {
    return this.#leftMs
  }

  /** On the clock. */
  get untilEndMs(): number {
    return Math.max(0, this.#until - performance.now())
  }

  spend(cpuMs: number): void {
    this.#leftMs -= cpuMs
  }

  /** @throws {RegistryError} `schemaTakesTooLong`, `schemaThreadsBusy`. */
  refuseWhenSpent(): void {
    if (this.#leftMs <= 0) throw registryErrors.schemaTakesTooLong(this.limitMs)
    if (this.untilEndMs <= 0) throw registryErrors.schemaThreadsBusy()
  }

  /** Does a piece of work on this thread. */
  measure<Result>(work: () => Result): Result {
    if (++this.#pieces <= uncountedPieces) return work()
    this.refuseWhenSpent()
    const before = threadCpuMs()
    try {
      return work()
    } finally {
      this.spend(threadCpuMs() - before)
    }
  }
}

/** Time that the processor has spent on this thread. */
export function threadCpuMs(): number {
  return cpuMsOf(process.threadCpuUsage())
}

export function cpuMsOf({ user, system }: { user: number; system: number }): number {
  return (user + system) / 1000
}
