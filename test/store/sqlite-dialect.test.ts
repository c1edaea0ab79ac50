/** What knex is made to do on SQLite. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import knex, { type Knex } from 'knex'
import { sqliteDialect } from '../../src/store/sqlite-dialect.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function connect(t: TestContext, file: string): Promise<Knex> {
  const client = await sqliteDialect({ file, busyTimeoutMs: 0 })
  const database = knex({ client, connection: { filename: file }, useNullAsDefault: true, pool: { min: 1, max: 1 } })
  t.after(() => database.destroy())
  return database
}

test('a commit is on disk when it is acknowledged, and foreign keys hold', async (t) => {
  const database = await connect(t, join(temporaryFolder(t), 'file.sqlite'))
  const full = 2
  assert.deepEqual(await database.raw('pragma synchronous'), [{ synchronous: full }])
  assert.deepEqual(await database.raw('pragma journal_mode'), [{ journal_mode: 'wal' }])
  assert.deepEqual(await database.raw('pragma foreign_keys'), [{ foreign_keys: 1 }])
})

test('a transaction locks before it reads: a second one is refused at its beginning', async (t) => {
  const file = join(temporaryFolder(t), 'file.sqlite')
  const [one, other] = [await connect(t, file), await connect(t, file)]
  await one.raw('create table t (x)')
  await one.transaction(async () => {
    let begun = false
    const second = other.transaction(async () => {
      begun = true
    })
    await assert.rejects(second, { code: 'SQLITE_BUSY' })
    assert.equal(begun, false)
  })
})

test('statements are kept, and see columns and rows that came after they were prepared', async (t) => {
  const database = await connect(t, ':memory:')
  await database.raw('create table t (x)')
  const read = () => database('t').select('*').orderBy('x')
  assert.deepEqual(await read(), [])
  await database('t').insert({ x: 1 })
  assert.deepEqual(await read(), [{ x: 1 }])
  await database.raw('alter table t add column y')
  await database('t').insert({ x: 2, y: 3 })
  assert.deepEqual(await read(), [
    { x: 1, y: null },
    { x: 2, y: 3 },
  ])
})

test('more statements than are kept do no harm', async (t) => {
  const database = await connect(t, ':memory:')
  for (let count = 1; count <= 450; count++) {
    const [row] = await database.raw(`select ${count} as n`)
    assert.equal(row.n, count)
  }
  assert.deepEqual(await database.raw('select 1 as n'), [{ n: 1 }])
})
