/** Brings a database to the tables of this version: once, however many processes start at the same time. */

import type { Knex } from 'knex'
import { migrations } from '../../migrations/index.ts'
import { storeErrors } from './errors.ts'

const tableName = 'migrations'

/**
 * Runs `work` while no other process does, on a connection or transaction of its own. Each database has a lock that ends
 * with the connection, so that a process that is killed holds nobody up; a row that says "locked" would.
 */
export type MigrationLock = (work: (knex: Knex) => Promise<void>) => Promise<void>

/**
 * @param place - how messages name the database.
 * @returns the names of the migrations that were run.
 * @throws {StoreError} `databaseTooNew`.
 */
export async function migrate(knex: Knex, place: string, lock: MigrationLock): Promise<string[]> {
  // Most starts find everything done, and need no lock to learn it.
  if (isComplete(await appliedMigrations(knex), place)) return []
  const run: string[] = []
  await lock(async (locked) => {
    const applied = await appliedMigrations(locked)
    if (isComplete(applied, place)) return
    if (!(await locked.schema.hasTable(tableName))) await createTable(locked)
    for (const { name, up } of migrations.filter(({ name }) => !applied.includes(name))) {
      await up(locked)
      await locked(tableName).insert({ name, batch: applied.length + 1, migration_time: new Date() })
      run.push(name)
    }
  })
  return run
}

function isComplete(applied: readonly string[], place: string): boolean {
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = applied.find((name) => !known.has(name))
  if (unknown !== undefined) throw storeErrors.databaseTooNew(place, unknown)
  return applied.length === migrations.length
}

async function appliedMigrations(knex: Knex): Promise<string[]> {
  if (!(await knex.schema.hasTable(tableName))) return []
  const rows: { name: string }[] = await knex(tableName).select('name').orderBy('id')
  return rows.map(({ name }) => name)
}

/**
 * As knex would make it. Its own way of migrating is not used: it says that it is busy in a row, which stays behind when
 * it is killed, and it records names with the extension of a file.
 */
async function createTable(knex: Knex): Promise<void> {
  await knex.schema.createTable(tableName, (table) => {
    table.increments()
    table.string('name', 255)
    table.integer('batch')
    table.timestamp('migration_time')
  })
}
