/** What every operation of the registry works with, and the one way to write. */

import { anonymous, type Principal } from '../authorize.ts'
import type { SchemaFormats } from '../schemas/index.ts'
import type { Logger, Metrics } from '../telemetry/index.ts'
import { CachedReads } from './caches/cached-reads.ts'
import { ChangeClock, type ChangeFacts, type SharedDatabase } from './caches/change-clock.ts'
import { everything, madeUntrue } from './caches/changed-answers.ts'
import { SchemaCache } from './caches/schema-cache.ts'
import { ChangeFeed } from './changes/feed.ts'
import type { CompatibilityLevel } from './compatibility/level.ts'
import { type RegistryMetrics, registryMetrics } from './registry-metrics.ts'
import { defaultRules, type RegistryRules } from './rules.ts'
import type { Change, HistoryReads, SchemaReads, SchemaStore, SchemaTransaction } from './schema-store.ts'
import { SchemaWork } from './schema-work/schema-work.ts'
import type { WriteOptions } from './write-options.ts'

export interface CoreOptions {
  store: SchemaStore
  formats: SchemaFormats
  /** Milliseconds since the epoch. */
  now: () => number
  logger: Logger
  /** Where it counts; absent where nobody looks. */
  metrics?: Metrics
  /** Level where no config says otherwise; BACKWARD where absent. */
  defaultLevel?: CompatibilityLevel
  /** Whether clients may register on their own where no config says otherwise; they may where absent. */
  autoRegister?: boolean
  /** What is decided for the whole registry; the reference's defaults where absent. */
  rules?: Partial<RegistryRules>
  /** Bound of the memory that everything cached may take; 16 MiB where absent. */
  cacheBytes?: number
  /** How to follow a database that other processes write too; absent where this is the only one. */
  shared?: SharedDatabase | undefined
  /** Milliseconds that only ever count up; the process's own clock where absent. */
  uptimeMs?: () => number
  /** Processor time that reading and comparing the schemas of one request may take; 1.8 s where absent. */
  schemaTimeoutMs?: number
}

/** A write: where it writes, who writes. */
export interface Write extends WriteOptions {
  /** Every context that it changes or whose versions it relies on. */
  contexts: readonly string[]
}

/** Adds to the change log within the transaction; time and actor are those of the write. */
export type RecordChange = (change: ChangeFacts & Pick<Change, 'content'>) => Promise<void>

const defaultCacheBytes = 16 * 1024 * 1024

export class Core {
  readonly now: () => number
  readonly defaultLevel: CompatibilityLevel
  readonly autoRegister: boolean
  readonly rules: RegistryRules
  readonly schemas: SchemaCache
  readonly work: SchemaWork
  readonly feed: ChangeFeed
  readonly metrics: RegistryMetrics
  readonly #store: SchemaStore
  readonly #clock: ChangeClock
  readonly #reads: CachedReads
  readonly #logger: Logger
  #knowledge = 0

  constructor(options: CoreOptions) {
    const { store, cacheBytes = defaultCacheBytes, shared, uptimeMs = () => performance.now() } = options
    this.now = options.now
    this.defaultLevel = options.defaultLevel ?? 'BACKWARD'
    this.autoRegister = options.autoRegister ?? true
    this.rules = { ...defaultRules, ...options.rules }
    // A quarter for schemas by id, half for texts that clients send and for what was parsed, a quarter for lists of versions.
    this.schemas = new SchemaCache(cacheBytes / 4)
    this.work = new SchemaWork({
      formats: options.formats,
      cacheBytes: cacheBytes / 2,
      timeoutMs: options.schemaTimeoutMs,
    })
    this.#store = store
    this.#logger = options.logger
    this.#clock = new ChangeClock({ changes: store, shared, uptimeMs, forget: (changes) => this.#forget(changes) })
    this.#reads = new CachedReads(store, this.#clock, cacheBytes / 4)
    this.feed = new ChangeFeed({ log: this.#reads, checkMs: shared?.checkMs })
    this.metrics = registryMetrics(options.metrics)
    const uses = { schemas: () => this.schemas.use, ...this.work.uses, ...this.#reads.uses }
    for (const [name, use] of Object.entries(uses)) options.metrics?.cache(name, use)
  }

  /** Reads outside of a transaction; how new they are, the change clock says. */
  get reads(): SchemaReads {
    return this.#reads
  }

  /** Settings that, like what an id means, are known however long the database is away. */
  get lastingSettings(): Pick<SchemaReads, 'loadSettings'> {
    return { loadSettings: (scopes) => this.#reads.loadSettings(scopes, { lasting: true }) }
  }

  /** The same reads, brought up to what every node has written until now: for what is decided outside of a transaction. */
  async readsForDecision(): Promise<SchemaReads> {
    await this.#clock.beforeDecision()
    return this.#reads
  }

  /** Another number whenever something that was read before may have become untrue. */
  get knowledge(): number {
    return this.#knowledge
  }

  /** Whether all that was read since the knowledge was this may be answered again without asking anybody. */
  stillHolds(knowledge: number): boolean {
    if (knowledge !== this.#knowledge) return false
    const wait = this.#clock.beforeAnswer(false)
    // Whoever asks the registry itself waits for that look too, and is told how it ends.
    wait?.catch(() => undefined)
    return wait === undefined
  }

  /** The change log itself, never from memory; nor is anything older from memory after it. */
  get changes(): HistoryReads {
    return this.#reads
  }

  /**
   * Runs a write. When it returns, every later read sees what was written.
   *
   * @param keep - whether what was written stays; otherwise its result comes out and nothing else: a dry run.
   */
  async write<Result>(
    { contexts, actor, provenance }: Write,
    work: (transaction: SchemaTransaction, record: RecordChange) => Promise<Result>,
    keep: (result: Result) => boolean = () => true,
  ): Promise<Result> {
    let changes: Omit<Change, 'sequence'>[] = []
    let committing = false
    let written: SchemaTransaction | undefined
    try {
      const result = await this.#store.transaction(contexts, async (transaction) => {
        // The store runs it again where another transaction was in its way.
        this.#forgetSchemasOf(changes)
        changes = []
        committing = false
        written = transaction
        const record: RecordChange = (change) => {
          const origin = { time: this.now(), actor: actorName(actor), ...(provenance && { provenance }) }
          const complete = { ...origin, ...change }
          changes.push(complete)
          return transaction.appendChange(complete)
        }
        const done = await work(transaction, record)
        if (!keep(done)) throw new TakenBack(done)
        committing = true
        return done
      })
      await this.#clock.afterWrite(changes, written?.lastSequence)
      this.feed.notice()
      for (const { operation, target } of changes) {
        this.metrics.changed(operation)
        this.#logger.info({ actor: actorName(actor), ...target }, operation)
      }
      return result
    } catch (error) {
      this.#forgetSchemasOf(changes)
      if (committing) this.#clock.afterDoubt()
      // What was thrown with a result is what this write's own work came to.
      if (error instanceof TakenBack) return error.result as Result
      throw error
    }
  }

  #forget(changes: readonly ChangeFacts[] | undefined): void {
    this.#knowledge++
    for (const untrue of changes ? changes.map(madeUntrue) : [everything]) {
      this.#reads.forget(untrue)
      if (untrue.schemas) this.schemas.clear()
    }
  }

  /** A transaction sees its own schemas, which are remembered by id; what comes of it may be that they never were. */
  #forgetSchemasOf(changes: readonly ChangeFacts[]): void {
    for (const { target, after } of changes) {
      const { schemaId } = (after ?? {}) as { schemaId?: unknown }
      if (typeof schemaId === 'number') this.schemas.delete(target.context, schemaId)
    }
  }
}

/** Ends a transaction that is not to be committed, and brings its result out. */
class TakenBack extends Error {
  readonly result: unknown

  constructor(result: unknown) {
    super('taken back on purpose')
    this.result = result
  }
}

/** How the change log names who wrote; a name that is longer than its column is cut. */
export function actorName(actor: Principal = anonymous): string {
  return `${actor.type}:${actor.name}`.slice(0, 255)
}
