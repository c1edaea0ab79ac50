/** Opening a database of either kind: knex on it, and what differs between them. */

import type { Knex } from 'knex'
import type { Logger } from '../telemetry/index.ts'
import { type DatabaseTarget, placeOf, type SqliteTarget } from './database-url.ts'
import type { MigrationLock } from './migrate.ts'
import { mySqlLock, postgresLock, sqliteLock } from './migration-locks.ts'
import type { ServerOptions } from './server-options.ts'
import { SqliteStraight } from './sqlite-straight.ts'

export interface DatabaseOptions extends ServerOptions {
  readonly logger: Logger
  /** How long a write waits for a lock that another process holds on an SQLite file. The event loop waits with it. */
  readonly busyTimeoutMs: number
}

export interface Database {
  readonly knex: Knex
  /** How messages name it. */
  readonly place: string
  readonly migrationLock: MigrationLock
  /** Opens a short way to the database; absent where there is none. */
  readonly openStraight?: () => Promise<SqliteStraight>
}

export async function openDatabase(target: DatabaseTarget, options: DatabaseOptions): Promise<Database> {
  const place = placeOf(target)
  if (target.kind === 'sqlite') {
    const knex = await createKnex(await sqliteConfig(target, options.busyTimeoutMs), options.logger)
    const { file, memory } = target
    // A database in memory is gone with its only connection, so that reads and writes share that.
    const openStraight = () => SqliteStraight.open(file, options.busyTimeoutMs, knexLogger(options.logger))
    return { knex, place, migrationLock: sqliteLock(knex), ...(!memory && { openStraight }) }
  }
  const knex = await createKnex(await serverConfig(target, options, {}), options.logger)
  // Migrations take the time that they need, on a connection of their own.
  const migrationLock: MigrationLock = async (work) => {
    const unhurried = { ...options, connections: 1, statementTimeoutMs: 0 }
    const migrating = await createKnex(await serverConfig(target, unhurried, { repeats: true }), options.logger)
    const lock = target.kind === 'postgres' ? postgresLock(migrating) : mySqlLock(migrating, place)
    await lock(work).finally(() => migrating.destroy())
  }
  return { knex, place, migrationLock }
}

async function sqliteConfig({ file }: SqliteTarget, busyTimeoutMs: number): Promise<Knex.Config> {
  const { sqliteDialect } = await import('./sqlite-dialect.ts')
  return {
    client: await sqliteDialect({ file, busyTimeoutMs }),
    connection: { filename: file },
    useNullAsDefault: true,
    // One connection: what SQLite does keeps the event loop anyway, and a database in memory is gone with its last one.
    pool: { min: 1, max: 1 },
  }
}

async function serverConfig(
  target: Exclude<DatabaseTarget, SqliteTarget>,
  options: ServerOptions,
  { repeats = false }: { repeats?: boolean },
): Promise<Knex.Config> {
  const config =
    target.kind === 'postgres'
      ? await (await import('./postgres-dialect.ts')).postgresConfig(target, options)
      : await (await import('./mysql-dialect.ts')).mySqlConfig(target, { ...options, repeats })
  return {
    ...config,
    pool: {
      ...config.pool,
      // None is kept for its own sake: those that broke would be the first to be handed out.
      min: 0,
      max: options.connections,
      acquireTimeoutMillis: options.acquireTimeoutMs,
      createTimeoutMillis: options.connectTimeoutMs,
    },
  }
}

async function createKnex(config: Knex.Config, logger: Logger): Promise<Knex> {
  // Here and not at the top: knex takes a tenth of a second to load, which a command that needs no store need not pay.
  const { default: create } = await import('knex')
  // Statements carry schemas; the message of an error need not.
  return create({ ...config, compileSqlOnError: false, log: knexLogger(logger) })
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
