/** What every operation of the registry works with, and the one way to write. */

import { anonymous, type Principal } from '../authorize.ts'
import type { SchemaFormat, SchemaType } from '../schemas/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { CachedReads } from './cached-reads.ts'
import type { CompatibilityLevel } from './compatibility-level.ts'
import { SchemaCache } from './schema-cache.ts'
import { SchemaParser } from './schema-parser.ts'
import type { Change, SchemaReads, SchemaStore, SchemaTransaction } from './schema-store.ts'

export interface CoreOptions {
  store: SchemaStore
  formats: ReadonlyMap<SchemaType, SchemaFormat>
  /** Milliseconds since the epoch. */
  now: () => number
  logger: Logger
  /** Level where no config says otherwise; BACKWARD where absent. */
  defaultLevel?: CompatibilityLevel
  /** Bound of the memory that everything cached may take; 32 MiB where absent. */
  cacheBytes?: number
}

/** A write: where it writes, who writes. */
export interface Write {
  /** Every context that it changes or whose versions it relies on. */
  contexts: readonly string[]
  actor: Principal | undefined
  /** Whether schemas may be removed for good, so that their ids mean nothing any more. */
  removes?: boolean
}

/** Adds to the change log within the transaction; time and actor are those of the write. */
export type RecordChange = (change: Pick<Change, 'operation' | 'target' | 'before' | 'after'>) => Promise<void>

const defaultCacheBytes = 32 * 1024 * 1024

export class Core {
  readonly now: () => number
  readonly defaultLevel: CompatibilityLevel
  readonly schemas: SchemaCache
  readonly parser: SchemaParser
  readonly #store: SchemaStore
  readonly #reads: CachedReads
  readonly #logger: Logger

  constructor(options: CoreOptions) {
    const { cacheBytes = defaultCacheBytes } = options
    this.now = options.now
    this.defaultLevel = options.defaultLevel ?? 'BACKWARD'
    // Half for schemas by id, and a quarter each for texts that clients send and for lists of versions.
    this.schemas = new SchemaCache(cacheBytes / 2)
    this.parser = new SchemaParser(options.formats, this.schemas, cacheBytes / 4)
    this.#store = options.store
    this.#logger = options.logger
    this.#reads = new CachedReads(options.store, cacheBytes / 4)
  }

  /** Reads outside of a transaction: right at once after every write of this process. */
  get reads(): SchemaReads {
    return this.#reads
  }

  /** Runs a write. When it returns, every later read sees what was written. */
  async write<Result>(
    { contexts, actor, removes = false }: Write,
    work: (transaction: SchemaTransaction, record: RecordChange) => Promise<Result>,
  ): Promise<Result> {
    const changes: Omit<Change, 'sequence'>[] = []
    try {
      const result = await this.#store.transaction(contexts, (transaction) => {
        const record: RecordChange = (change) => {
          const complete = { time: this.now(), actor: actorName(actor), ...change }
          changes.push(complete)
          return transaction.appendChange(complete)
        }
        return work(transaction, record)
      })
      for (const { operation, target } of changes) this.#logger.info({ actor: actorName(actor), ...target }, operation)
      return result
    } finally {
      this.#reads.forget()
      if (removes) this.schemas.clear()
    }
  }
}

/** How the change log names who wrote; a name that is longer than its column is cut. */
export function actorName(actor: Principal = anonymous): string {
  return `${actor.type}:${actor.name}`.slice(0, 255)
}
