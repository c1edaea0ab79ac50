/** The servers that tests run on: a database of one's own, the same data after a restart, and nothing left behind. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import knex from 'knex'
import type { DatabaseServer } from '../support/databases/database-server.ts'
import {
  needsMariaDb,
  needsPostgres,
  startMariaDb,
  startPostgres,
  testOnBareServers,
} from '../support/databases/stores.ts'

const connect = (url: string) => knex({ client: url.startsWith('mysql:') ? 'mysql2' : 'pg', connection: url })

testOnBareServers('has an empty database for each test', async (t, url) => {
  const database = connect(url)
  t.after(() => database.destroy())
  await database.schema.createTable('t', (table) => table.integer('x'))
  assert.deepEqual(await database('t').select('*'), [])
})

async function survives(server: DatabaseServer): Promise<void> {
  const url = await server.createDatabase()
  const write = async (work: (database: knex.Knex) => Promise<unknown>) => {
    const database = connect(url)
    await work(database).finally(() => database.destroy())
  }
  await write((database) => database.schema.createTable('t', (table) => table.integer('x')))
  await server.stop()
  await server.start()
  await write((database) => database('t').insert({ x: 1 }))
  await server.kill()
  await server.start()
  await write(async (database) => assert.deepEqual(await database('t').select('x'), [{ x: 1 }]))
}

test('PostgreSQL has after a stop and after a crash what was committed', needsPostgres, async (t) => {
  await survives(await startPostgres(t))
})

test('MariaDB has after a stop and after a crash what was committed', needsMariaDb, async (t) => {
  await survives(await startMariaDb(t))
})
