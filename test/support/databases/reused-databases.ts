/** Databases with the tables of this version, emptied for the next test: making one takes a hundred times longer. */

import type { TestContext } from 'node:test'
import knex, { type Knex } from 'knex'
import { migrateStore } from '../../../src/store/index.ts'
import { silentLogger } from '../../../src/telemetry/index.ts'
import { cleanUp } from '../cleanup.ts'
import { sharedDatabase } from './shared-servers.ts'

interface Migrated {
  readonly url: string
  /** What the migrations themselves put into tables. */
  readonly rows: ReadonlyMap<string, readonly object[]>
}

const idle = { postgres: [] as Migrated[], mariadb: [] as Migrated[] }
const made = new Map<string, Migrated>()

/** @returns the URL of a database that has tables and nothing in them, until the test is over. */
export async function migratedDatabase(t: TestContext, kind: keyof typeof idle): Promise<string> {
  const reused = idle[kind].pop()
  const database = reused ?? (await makeDatabase(kind))
  if (reused) await emptyDatabase(reused.url)
  cleanUp(t, () => idle[kind].push(database))
  return database.url
}

/** Takes out of a database all that was written since it was made. @param url - that {@link migratedDatabase} gave. */
export async function emptyDatabase(url: string): Promise<void> {
  const { rows = new Map() } = made.get(url) ?? {}
  await onDatabase(url, (connection) => empty(connection, rows))
}

async function makeDatabase(kind: keyof typeof idle): Promise<Migrated> {
  const url = await sharedDatabase(kind)
  await migrateStore({ url, logger: silentLogger })
  const rows = new Map<string, object[]>()
  await onDatabase(url, async (connection) => {
    for (const table of await tablesOf(connection)) rows.set(table, await connection(table).select('*'))
  })
  const database = { url, rows }
  made.set(url, database)
  return database
}

async function empty(connection: Knex, rows: Migrated['rows']): Promise<void> {
  const isMySql = connection.client.driverName === 'mysql2'
  if (isMySql) await connection.raw('set session foreign_key_checks = 0')
  else await connection.raw('set session_replication_role = replica')
  for (const [table, kept] of rows) {
    if (table === 'migrations') continue
    await connection(table).del()
    if (kept.length > 0) await connection(table).insert(kept)
  }
}

async function tablesOf(connection: Knex): Promise<string[]> {
  const schema = connection.client.driverName === 'mysql2' ? 'database()' : 'current_schema()'
  const found: { name: string }[] = await connection('information_schema.tables')
    .whereRaw(`table_schema = ${schema}`)
    .select({ name: 'table_name' })
  return found.map(({ name }) => name)
}

async function onDatabase(url: string, work: (connection: Knex) => Promise<void>): Promise<void> {
  const client = url.startsWith('mysql:') ? 'mysql2' : 'pg'
  const connection = knex({ client, connection: url, pool: { min: 0, max: 1 } })
  await work(connection).finally(() => connection.destroy())
}
