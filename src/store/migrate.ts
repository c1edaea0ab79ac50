/** Brings a database to the tables of this version. */

import type { Knex } from 'knex'
import { type Migration, migrations } from '../../migrations/index.ts'
import { storeErrors } from './errors.ts'

const tableName = 'migrations'

/** Names without extension, so that a checkout (.ts) and what is built from it (.js) know each other's databases. */
const migrationSource: Knex.MigrationSource<Migration> = {
  getMigrations: () => Promise.resolve([...migrations]),
  getMigrationName: (migration) => migration.name,
  getMigration: (migration) => Promise.resolve(migration),
}

/**
 * @param place - how messages name the database.
 * @throws {StoreError} `databaseTooNew`.
 */
export async function migrate(knex: Knex, place: string): Promise<void> {
  const applied = await appliedMigrations(knex)
  const known = new Set(migrations.map(({ name }) => name))
  const unknown = applied.find((name) => !known.has(name))
  if (unknown !== undefined) throw storeErrors.databaseTooNew(place, unknown)
  // Most starts find everything done; knex would lock and ask a dozen questions to learn it.
  if (applied.length === migrations.length) return
  // One transaction around it all: knex alone commits its own tables one by one, and each commit waits for the disk.
  await knex.transaction((transaction) => transaction.migrate.latest({ tableName, migrationSource }))
}

async function appliedMigrations(knex: Knex): Promise<string[]> {
  if (!(await knex.schema.hasTable(tableName))) return []
  const rows: { name: string }[] = await knex(tableName).select('name').orderBy('id')
  return rows.map(({ name }) => name)
}
