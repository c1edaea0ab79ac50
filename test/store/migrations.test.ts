/** Migrations on database servers: once, however many start at the same time, and to the end, wherever one was killed. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import knex, { type Knex } from 'knex'
import { migrations } from '../../migrations/index.ts'
import { migrateStore, openStore } from '../../src/store/index.ts'
import { silentLogger as logger } from '../../src/telemetry/index.ts'
import { schemalog } from '../support/command.ts'
import { testOnBareServers, testOnServers } from '../support/databases/stores.ts'
import { runChild } from './child-process.ts'

const all = migrations.map(({ name }) => name)

function connect(t: TestContext, url: string): Knex {
  const connection = knex({
    client: url.startsWith('mysql:') ? 'mysql2' : 'pg',
    connection: url,
    pool: { min: 0, max: 1 },
  })
  t.after(() => connection.destroy())
  return connection
}

testOnBareServers('is migrated once by eight that start at the same time', async (t, url) => {
  const runs = await Promise.all(Array.from({ length: 8 }, () => migrateStore({ url, logger })))
  assert.deepEqual(
    runs.map((run) => run.migrations.length).sort((a, b) => b - a),
    [all.length, 0, 0, 0, 0, 0, 0, 0],
  )
  const rows: { name: string }[] = await connect(t, url)('migrations').select('name').orderBy('id')
  assert.deepEqual(
    rows.map(({ name }) => name),
    all,
  )
})

testOnBareServers('is migrated to the end after a process was killed while it migrated', async (t, url) => {
  const watcher = connect(t, url)
  for (let begun = false; !begun; ) {
    const child = runChild(
      t,
      `const { migrateStore } = await import(root + 'src/store/index.ts')
      const { silentLogger: logger } = await import(root + 'src/telemetry/index.ts')
      console.log('ready')
      await migrateStore({ url: ${JSON.stringify(url)}, logger })`,
    )
    await child.line()
    // MySQL shows its tables one by one; PostgreSQL all at once or none, and then any moment will do.
    if (url.startsWith('mysql:')) while (!(await watcher.schema.hasTable('versions')));
    await child.kill()
    begun = true
  }
  const store = await openStore({ url, logger })
  t.after(() => store.close())
  assert.equal(await store.schemas.findLastSequence(), 0)
  const names: { name: string }[] = await watcher('migrations').select('name').orderBy('id')
  assert.deepEqual(
    names.map(({ name }) => name),
    all,
  )
})

testOnBareServers(
  'takes what a migration has done already for done, where the migration was cut off',
  async (t, url) => {
    await migrateStore({ url, logger })
    // On PostgreSQL a migration that was cut off leaves nothing.
    if (!url.startsWith('mysql:')) return
    await connect(t, url)('migrations').del()
    assert.deepEqual((await migrateStore({ url, logger })).migrations, all)
  },
)

testOnBareServers('is refused and left as it is where a newer Schemalog wrote it', async (t, url) => {
  await migrateStore({ url, logger })
  const connection = connect(t, url)
  await connection('migrations').insert({ name: '9999-from-the-future', batch: 9, migration_time: new Date() })
  await assert.rejects(openStore({ url, logger }), { key: 'databaseTooNew', message: /9999-from-the-future/ })
})

testOnServers('has no text that is compared in any other way than by its bytes', async (t, url) => {
  const mySql = url.startsWith('mysql:')
  const columns: { table: string; column: string; collation: string }[] = await connect(
    t,
    url,
  )('information_schema.columns')
    .whereRaw(`table_schema = ${mySql ? 'database()' : 'current_schema()'}`)
    .whereIn('data_type', mySql ? ['varchar', 'longtext', 'text', 'char'] : ['character varying', 'text'])
    .select({ table: 'table_name', column: 'column_name', collation: 'collation_name' })
  assert.ok(columns.length > 20)
  const expected = mySql ? 'utf8mb4_nopad_bin' : 'C'
  assert.deepEqual(
    columns.filter(({ collation }) => collation !== expected),
    [],
  )
})

testOnBareServers('is migrated by the command, which says what it did and no password', async (_, url) => {
  const first = await schemalog(['migrate', '--json'], { env: { SCHEMALOG_DATABASE_URL: url } })
  assert.equal(first.code, 0, first.stderr)
  assert.deepEqual(JSON.parse(first.stdout).migrations, all)
  const second = await schemalog(['migrate', '--database-url', url])
  assert.match(second.stdout, /^Migrated (postgres|mysql):\/\/127\.0\.0\.1:\d+\/test_\w+: nothing was left to do\.\n$/)
})

test('the command says in one sentence that a database cannot be reached', async () => {
  const { code, stderr } = await schemalog(['migrate', '--database-url=postgres://me:secret@127.0.0.1:1/registry'])
  assert.equal(code, 1)
  assert.match(stderr, /^schemalog: The database postgres:\/\/127\.0\.0\.1:1\/registry cannot be used: [^\n]+\n$/)
  assert.doesNotMatch(stderr, /secret/)
})
