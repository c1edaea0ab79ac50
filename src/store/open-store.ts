/** Opening a store: the database that a URL names, brought to the tables of this version. */

import type { Knex } from 'knex'
import type { SchemaStore } from '../registry/index.ts'
import type { Logger } from '../telemetry/index.ts'
import { parseDatabaseUrl, type SqliteTarget } from './database-url.ts'
import { StoreError, storeErrors } from './errors.ts'
import { storeFailure } from './failures.ts'
import { migrate } from './migrate.ts'
import { SqlSchemaStore } from './sql-schema-store.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { isSqliteError } from './sqlite-driver.ts'
import { SqliteWrites } from './sqlite-writes.ts'

interface StoreOptions {
  /** `sqlite:FILE` or `sqlite::memory:`. */
  url: string
  logger: Logger
  /** How long a write waits for a lock that another process holds. The event loop waits with it, so it is short. */
  busyTimeoutMs?: number
}

export interface Store {
  readonly schemas: SchemaStore
  /** Whether the database answers. */
  ping(): Promise<void>
  close(): Promise<void>
}

const defaultBusyTimeoutMs = 1000

/** @throws {StoreError} with one sentence that names the file. */
export async function openStore({ url, logger, busyTimeoutMs = defaultBusyTimeoutMs }: StoreOptions): Promise<Store> {
  const target = parseDatabaseUrl(url)
  // Here and not at the top: knex takes a tenth of a second to load, which a command that needs no store need not pay.
  const { default: createKnex } = await import('knex')
  const knex = createKnex({
    client: await sqliteDialect({ file: target.file, busyTimeoutMs }),
    connection: { filename: target.file },
    useNullAsDefault: true,
    // One connection: SQLite has one writer, and a database in memory is gone with its last connection.
    pool: { min: 1, max: 1 },
    // Statements carry schemas; the message of an error need not.
    compileSqlOnError: false,
    log: knexLogger(logger),
  })
  try {
    await migrate(knex, target.file)
  } catch (error) {
    await knex.destroy()
    throw openingFailure(target, error)
  }
  // A database in memory is gone with its only connection, so that reads and writes share that.
  const writes = target.memory ? undefined : await SqliteWrites.open(target.file, busyTimeoutMs, knexLogger(logger))
  return {
    schemas: writes ? new SqlSchemaStore(knex, (work) => writes.run(work)) : new SqlSchemaStore(knex),
    ping: async () => {
      try {
        await knex.raw('select 1')
      } catch (error) {
        throw storeFailure(error)
      }
    },
    close: async () => {
      await writes?.close()
      await knex.destroy()
    },
  }
}

function openingFailure({ file }: SqliteTarget, error: unknown): unknown {
  if (error instanceof StoreError) return error
  if (isSqliteError(error)) {
    const starts = (...codes: string[]) => codes.some((code) => error.code.startsWith(code))
    if (starts('SQLITE_CORRUPT', 'SQLITE_NOTADB')) return storeErrors.databaseCorrupt(file).because(error)
    if (starts('SQLITE_BUSY', 'SQLITE_LOCKED')) return storeErrors.databaseLocked(file).because(error)
    return storeErrors.databaseUnusable(file, error.message).because(error)
  }
  // better-sqlite3 itself looks for the folder, before SQLite is asked.
  if (error instanceof TypeError && error.message.includes('directory does not exist'))
    return storeErrors.databaseUnusable(file, 'its folder does not exist').because(error)
  return error
}

function knexLogger(logger: Logger): Knex.Logger {
  return {
    // What knex warns of comes back as an error, which is told in a sentence of ours.
    warn: (message) => logger.debug(message),
    error: (message) => logger.error(message),
    deprecate: (message) => logger.warn(message),
    debug: (message) => logger.debug(message),
  }
}
