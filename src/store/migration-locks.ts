/** The lock of each kind of database under which migrations run. */

import type { Knex } from 'knex'
import { storeErrors } from './errors.ts'
import type { MigrationLock } from './migrate.ts'

/** Of our own choice; other users of the same server choose others. */
const lockNumber = 7_236_283_645
const lockName = 'schemalog.migrations'

/** How long another process may take for its migrations, while this one waits. */
const waitSeconds = 300

/** A transaction of SQLite takes the lock of the file when it begins; all migrations are committed at once. */
export function sqliteLock(knex: Knex): MigrationLock {
  return (work) => knex.transaction(work)
}

/** PostgreSQL undoes tables with the transaction that made them, and frees the lock when it ends. */
export function postgresLock(knex: Knex): MigrationLock {
  return (work) =>
    knex.transaction(async (transaction) => {
      await transaction.raw(`set local lock_timeout = '${waitSeconds}s'`)
      await transaction.raw('select pg_advisory_xact_lock(?)', [lockNumber])
      await work(transaction)
    })
}

/**
 * MySQL commits with each statement that makes a table, so a migration may be cut off half way; the one after it runs it
 * again on a knex that takes what is there already for done. The lock belongs to the connection.
 */
export function mySqlLock(knex: Knex, place: string): MigrationLock {
  return (work) =>
    knex.transaction(async (connection) => {
      const [[{ locked }]] = await connection.raw('select get_lock(concat(?, md5(database())), ?) as locked', [
        `${lockName}.`,
        waitSeconds,
      ])
      if (Number(locked) !== 1) throw storeErrors.serverUnusable(place, 'another process is migrating it for too long')
      try {
        await work(connection)
      } finally {
        await connection.raw('select release_lock(concat(?, md5(database())))', [`${lockName}.`])
      }
    })
}
