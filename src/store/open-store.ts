/** Opening a store: the database that a URL names, brought to the tables of this version. */

import type { Knex } from 'knex'
import type { SchemaStore } from '../registry/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { type DatabaseTarget, parseDatabaseUrl } from './database-url.ts'
import { StoreError, storeErrors } from './errors.ts'
import { kindOf, storeFailure } from './failures.ts'
import { migrate } from './migrate.ts'
import { type Database, openDatabase } from './open-database.ts'
import { SqlSchemaStore } from './sql-schema-store.ts'
import type { SqliteStraight } from './sqlite-straight.ts'
import { SqliteWrites } from './sqlite-writes.ts'

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
  const { knex, openStraight } = await open(options, async ({ knex, place, migrationLock, openStraight }) => {
    await migrate(knex, place, migrationLock)
    // A file that cannot be written: better said now than by every write. Deleting nothing asks for it all the same.
    if (openStraight) await knex('contexts').whereRaw('1 = 0').del()
  })
  if (openStraight) {
    await knex.destroy()
    return openFile(openStraight)
  }
  return {
    schemas: new SqlSchemaStore(knex),
    ping: () => ping(knex),
    poolUse: () => {
      const { pool } = knex.client
      return { used: pool.numUsed(), idle: pool.numFree(), waiting: pool.numPendingAcquires() }
    },
    close: () => knex.destroy(),
  }
}

/** A connection for reads and one for writes, so that reads go on meanwhile and see what is committed. */
async function openFile(openStraight: () => Promise<SqliteStraight>): Promise<Store> {
  const reads = await openStraight()
  const writes = new SqliteWrites(await openStraight())
  return {
    schemas: new SqlSchemaStore(reads.knex, (work) => writes.run(work)),
    ping: () => ping(reads.knex),
    // A statement has the event loop to itself, so that nobody ever sees a connection in use.
    poolUse: () => ({ used: 0, idle: 2, waiting: 0 }),
    close: async () => {
      await writes.close()
      await reads.close()
    },
  }
}

async function ping(knex: Knex): Promise<void> {
  try {
    await knex.raw('select 1')
  } catch (error) {
    throw storeFailure(error)
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
  if (found && error instanceof Error) return storeErrors.databaseUnusable(place, saidBy(error)).because(error)
  // better-sqlite3 itself looks for the folder, before SQLite is asked.
  if (error instanceof TypeError && error.message.includes('directory does not exist'))
    return storeErrors.databaseUnusable(place, 'its folder does not exist').because(error)
  return error
}

/** knex puts the statement before what the database says. */
function saidBy({ message }: Error): string {
  return message.slice(message.lastIndexOf(' - ') + 1).replace(/^- /, '')
}

/** What the server or the system said says more; several addresses that were tried each have said something. */
function reasonOf(reason: string, error: unknown): string {
  const first = error instanceof AggregateError ? error.errors[0] : error
  return first instanceof Error && first.message !== '' ? `${reason} (${first.message})` : reason
}
