/** Opening a store: the database that a URL names, brought to the tables of this version. */

import type { SchemaStore } from '../registry/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { type DatabaseTarget, parseDatabaseUrl } from './database-url.ts'
import { StoreError, storeErrors } from './errors.ts'
import { kindOf, storeFailure } from './failures.ts'
import { migrate } from './migrate.ts'
import { type Database, openDatabase } from './open-database.ts'
import { SqlSchemaStore } from './sql-schema-store.ts'

export interface StoreOptions {
  /** `sqlite:FILE`, `sqlite::memory:`, `postgres://...` or `mysql://...`. */
  url: string
  logger: Logger
  /** How long a write waits for a lock that another process holds on an SQLite file. The event loop waits with it. */
  busyTimeoutMs?: number
  /** Connections to a database server at once. */
  connections?: number
  /** How long a request waits for one of them, or for a new one to be made. */
  acquireTimeoutMs?: number
  /** How long a statement may take on a database server, waiting for locks included. */
  statementTimeoutMs?: number
}

/** How the connections to the database are used at this moment. */
interface PoolUse {
  readonly used: number
  readonly idle: number
  /** Requests that wait for one. */
  readonly waiting: number
}

export interface Store {
  readonly schemas: SchemaStore
  /** Whether the database answers. */
  ping(): Promise<void>
  poolUse(): PoolUse
  close(): Promise<void>
}

/** @throws {StoreError} with one sentence that names the database, and no password. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { knex, openWrites } = await open(options, ({ knex, place, migrationLock }) =>
    migrate(knex, place, migrationLock),
  )
  const writes = await openWrites?.()
  return {
    schemas: writes ? new SqlSchemaStore(knex, (work) => writes.run(work)) : new SqlSchemaStore(knex),
    ping: async () => {
      try {
        await knex.raw('select 1')
      } catch (error) {
        throw storeFailure(error)
      }
    },
    poolUse: () => {
      const { pool } = knex.client
      return { used: pool.numUsed(), idle: pool.numFree(), waiting: pool.numPendingAcquires() }
    },
    close: async () => {
      await writes?.close()
      await knex.destroy()
    },
  }
}

/**
 * Runs the migrations alone.
 *
 * @returns how messages name the database, and what was run.
 * @throws {StoreError} as {@link openStore}.
 */
export async function migrateStore(options: StoreOptions): Promise<{ place: string; migrations: string[] }> {
  let migrations: string[] = []
  const { knex, place } = await open(options, async (database) => {
    migrations = await migrate(database.knex, database.place, database.migrationLock)
  })
  await knex.destroy()
  return { place, migrations }
}

async function open(options: StoreOptions, prepare: (database: Database) => Promise<unknown>): Promise<Database> {
  const { url, logger, busyTimeoutMs = 1000, connections = 10 } = options
  const { acquireTimeoutMs = 5000, statementTimeoutMs = 15_000 } = options
  const target = parseDatabaseUrl(url)
  const times = { acquireTimeoutMs, connectTimeoutMs: acquireTimeoutMs, statementTimeoutMs }
  const database = await openDatabase(target, { logger, busyTimeoutMs, connections, ...times })
  try {
    await prepare(database)
    return database
  } catch (error) {
    await database.knex.destroy()
    throw openingFailure(target, database.place, error)
  }
}

function openingFailure(target: DatabaseTarget, place: string, error: unknown): unknown {
  if (error instanceof StoreError) return error
  const found = kindOf(error)
  if (target.kind !== 'sqlite')
    return found ? storeErrors.serverUnusable(place, reasonOf(found.reason, error)).because(error) : error
  if (found?.kind === 'lasting') return storeErrors.databaseCorrupt(place).because(error)
  if (error instanceof Error && 'code' in error && /^SQLITE_(BUSY|LOCKED)/.test(String(error.code)))
    return storeErrors.databaseLocked(place).because(error)
  if (found && error instanceof Error) return storeErrors.databaseUnusable(place, error.message).because(error)
  // better-sqlite3 itself looks for the folder, before SQLite is asked.
  if (error instanceof TypeError && error.message.includes('directory does not exist'))
    return storeErrors.databaseUnusable(place, 'its folder does not exist').because(error)
  return error
}

/** What the server or the system said says more; several addresses that were tried each have said something. */
function reasonOf(reason: string, error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && first.message !== '' ? `${reason} (${first.message})` : reason
}
