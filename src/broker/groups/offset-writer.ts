/** Changes of offsets on their way to the log. */

import type { Logger } from '../../telemetry/index.ts'
import { encodeOffset } from './group-record.ts'
import type { OffsetChange, OffsetTable } from './offsets.ts'
import type { GroupStore } from './store.ts'

export class OffsetWriter {
  readonly #offsets: OffsetTable
  readonly #store: GroupStore
  readonly #logger: Logger

  constructor(options: { readonly offsets: OffsetTable; readonly store: GroupStore; readonly logger: Logger }) {
    this.#offsets = options.offsets
    this.#store = options.store
    this.#logger = options.logger
  }

  /** @returns whether the changes are durable; only then does the table have them. */
  async write(changes: readonly OffsetChange[]): Promise<boolean> {
    for (const { key } of changes) this.#offsets.begin(key)
    const durable = await this.#append(changes)
    for (const change of changes) this.#offsets.end(change, durable)
    return durable
  }

  async #append(changes: readonly OffsetChange[]): Promise<boolean> {
    try {
      await this.#store.append(changes.map(encodeOffset))
      return true
    } catch (error) {
      this.#logger.error({ err: error, offsets: changes.length }, 'committed offsets could not be written')
      return false
    }
  }
}
