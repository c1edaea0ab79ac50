/** Lines that requests may cause as often as they come: a flood of them would hide the others, and fill a disk. */

import type { Logger } from '../telemetry/index.ts'

/** Time in which one line of a kind is enough. */
const quietMs = 1000

interface LimitedLogOptions {
  readonly logger: Logger
  now(): number
}

export class LimitedLog {
  readonly #options: LimitedLogOptions
  readonly #kinds = new Map<string, { readonly writtenAt: number; suppressed: number }>()

  constructor(options: LimitedLogOptions) {
    this.#options = options
  }

  /**
   * Writes the line, at most once a second for each kind, with the number of those that were left out before it; what
   * is left out can be had at the level `debug`.
   *
   * @param kind - one of a few: it is kept for ever.
   */
  write(level: 'warn' | 'error', kind: string, fields: object, message: string): void {
    const { logger } = this.#options
    const now = this.#options.now()
    const known = this.#kinds.get(kind)
    // A clock that was set back must not silence anything for longer.
    if (known !== undefined && now >= known.writtenAt && now < known.writtenAt + quietMs) {
      known.suppressed += 1
      logger.debug(fields, message)
      return
    }
    const suppressed = known?.suppressed ?? 0
    this.#kinds.set(kind, { writtenAt: now, suppressed: 0 })
    logger[level](suppressed === 0 ? fields : { ...fields, suppressed }, message)
  }
}
