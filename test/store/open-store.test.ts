/** Opening a store: what a start can meet, each with one sentence. */

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { inspect } from 'node:util'
import knex from 'knex'
import { migrations } from '../../migrations/index.ts'
import { openStore } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const logger = silentLogger

/** A second connection to a database file, as another program would have. */
function otherConnection(file: string) {
  return knex({ client: 'better-sqlite3', connection: { filename: file }, useNullAsDefault: true })
}

test('a new file gets every migration, under names without extension', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const store = await openStore({ url: `sqlite:${file}`, logger })
  await store.ping()
  await store.close()
  const database = otherConnection(file)
  t.after(() => database.destroy())
  const names: { name: string }[] = await database('migrations').select('name').orderBy('id')
  assert.deepEqual(
    names.map(({ name }) => name),
    migrations.map(({ name }) => name),
  )
  for (const { name } of names) assert.match(name, /^\d{4}-[a-z-]+$/)
})

test('what was written is there when the file is opened again', async (t) => {
  const url = `sqlite:${join(temporaryFolder(t), 'registry.sqlite')}`
  const first = await openStore({ url, logger })
  await first.schemas.transaction(['.'], (transaction) =>
    transaction.saveMode({ context: '.', subject: 's' }, 'READONLY'),
  )
  await first.close()
  const second = await openStore({ url, logger })
  t.after(() => second.close())
  assert.equal((await second.schemas.loadSettings([{ context: '.', subject: 's' }]))[0]?.mode, 'READONLY')
})

test('a database that was migrated half way is migrated to the end', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const database = otherConnection(file)
  const source = {
    getMigrations: async () => migrations.slice(0, 3),
    getMigrationName: ({ name }: (typeof migrations)[number]) => name,
    getMigration: async (migration: (typeof migrations)[number]) => migration,
  }
  await database.migrate.latest({ tableName: 'migrations', migrationSource: source })
  await database.destroy()
  const store = await openStore({ url: `sqlite:${file}`, logger })
  t.after(() => store.close())
  assert.equal(await store.schemas.findLastSequence(), 0)
})

test('every migration can be undone, the last one first', async (t) => {
  const database = otherConnection(':memory:')
  t.after(() => database.destroy())
  for (const { up } of migrations) await up(database)
  for (const { down } of migrations.toReversed()) await down(database)
  const tables = await database('sqlite_master').where({ type: 'table' }).select('name')
  assert.deepEqual(tables, [])
})

test('a database that a newer Schemalog wrote is refused and left as it is', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const store = await openStore({ url: `sqlite:${file}`, logger })
  await store.close()
  const database = otherConnection(file)
  await database('migrations').insert({ name: '9999-from-the-future', batch: 9, migration_time: 0 })
  await database.destroy()
  const before = readFileSync(file)
  await assert.rejects(openStore({ url: `sqlite:${file}`, logger }), {
    key: 'databaseTooNew',
    message: `The database ${file} was written by a newer Schemalog (it has the migration 9999-from-the-future); start that version or a later one.`,
  })
  assert.deepEqual(readFileSync(file), before)
})

test('a file that is no database is refused and left as it is', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const content = 'These are notes, and not a database. '.repeat(200)
  writeFileSync(file, content)
  await assert.rejects(openStore({ url: `sqlite:${file}`, logger }), {
    key: 'databaseCorrupt',
    message: `The database file ${file} is damaged or not an SQLite database; restore it from a backup or move it away.`,
  })
  assert.equal(readFileSync(file, 'utf8'), content)
})

test('a database whose content is broken is refused', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const store = await openStore({ url: `sqlite:${file}`, logger })
  await store.close()
  const bytes = readFileSync(file)
  bytes.fill(0xff, 100, 4096)
  writeFileSync(file, bytes)
  await assert.rejects(openStore({ url: `sqlite:${file}`, logger }), { key: 'databaseCorrupt' })
})

test('a folder that is missing, and a folder in place of the file, are named', async (t) => {
  const folder = temporaryFolder(t)
  const missing = join(folder, 'none', 'registry.sqlite')
  await assert.rejects(openStore({ url: `sqlite:${missing}`, logger }), {
    key: 'databaseUnusable',
    message: `The database file ${missing} cannot be used: its folder does not exist.`,
  })
  const directory = join(folder, 'directory')
  mkdirSync(directory)
  await assert.rejects(openStore({ url: `sqlite:${directory}`, logger }), {
    key: 'databaseUnusable',
    message: `The database file ${directory} cannot be used: unable to open database file.`,
  })
})

test('a file that another process keeps locked is named', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const other = otherConnection(file)
  t.after(() => other.destroy())
  await other.raw('create table t (x)')
  await other.raw('begin exclusive')
  await assert.rejects(openStore({ url: `sqlite:${file}`, logger, busyTimeoutMs: 0 }), {
    key: 'databaseLocked',
    message: `The database file ${file} is locked by another process; stop that one first.`,
  })
})

const secret = 's3cr3t'

const urls: [url: string, key: string, message: RegExp][] = [
  [`oracle://user:${secret}@host`, 'invalidUrl', /^The database URL oracle:\.\.\. is not understood/],
  [`postgres://user:${secret}@host`, 'invalidUrl', /^The database URL postgres:\.\.\. is not understood/],
  [`postgres://user:${secret}@[host/db`, 'invalidUrl', /^The database URL postgres:\.\.\. is not understood/],
  [`mysql://user:${secret}%@host:1/db%E0`, 'invalidUrl', /^The database URL mysql:\.\.\. is not understood/],
  [`mysql://user:${secret}@host:port/db`, 'invalidUrl', /^The database URL mysql:\.\.\. is not understood/],
  [`postgres:user:${secret}@host/db`, 'invalidUrl', /^The database URL postgres:\.\.\. is not understood/],
  [`postgres://user:${secret}@host/db?sslmode=prefer`, 'invalidUrlOption', /option sslmode .* one of disable, require/],
  [`mysql://user:${secret}@host/db?ssl-ca=/none.pem`, 'invalidUrlOption', /sslrootcert .* names the file \/none.pem/],
  [`mysql://user:${secret}@host/db?speed=11`, 'invalidUrlOption', /The option speed .* is none/],
  [
    `postgres://user:${secret}@127.0.0.1:1/db`,
    'serverUnusable',
    /^The database postgres:\/\/127.0.0.1:1\/db cannot .*ECONNREFUSED/,
  ],
  [
    `mysql://user:${secret}@127.0.0.1:1/db`,
    'serverUnusable',
    /^The database mysql:\/\/127.0.0.1:1\/db cannot .*ECONNREFUSED/,
  ],
  ['sqlite:', 'invalidUrl', /^The database URL sqlite: is not understood/],
  [`user:${secret}`, 'invalidUrl', /^The database URL user:\.\.\. is not understood/],
  ['registry.sqlite', 'invalidUrl', /^The database URL \(without a scheme\) is not understood/],
]

for (const [url, key, message] of urls)
  test(`the URL ${url.replace(secret, '***')} is refused, and no password is repeated`, async () => {
    await assert.rejects(openStore({ url, logger }), (error: Error & { key: string }) => {
      assert.equal(error.key, key)
      assert.match(error.message, message)
      assert.doesNotMatch(inspect(error, { depth: 9, showHidden: false }), new RegExp(secret))
      return true
    })
  })

test('a file that cannot be written is told at the start', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const store = await openStore({ url: `sqlite:${file}`, logger })
  await store.close()
  // A version of the file format that is newer than what SQLite writes: it reads such a file, whoever asks, and no more.
  const bytes = readFileSync(file)
  bytes[18] = 3
  writeFileSync(file, bytes)
  await assert.rejects(openStore({ url: `sqlite:${file}`, logger }), {
    key: 'databaseUnusable',
    message: `The database file ${file} cannot be used: attempt to write a readonly database.`,
  })
})
