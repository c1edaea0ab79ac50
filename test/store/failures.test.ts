/** A database that fails while it is in use: the write is refused with 50301, and all heals when the cause is gone. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import knex from 'knex'
import type { CodedError } from '../../src/errors.ts'
import { registryErrors } from '../../src/registry/index.ts'
import { storeFailure } from '../../src/store/failures.ts'
import { openStore } from '../../src/store/index.ts'
import { migrate } from '../../src/store/migrate.ts'
import { sqliteLock } from '../../src/store/migration-locks.ts'
import { SqlSchemaStore } from '../../src/store/sql-schema-store.ts'
import { sqliteDialect } from '../../src/store/sqlite-dialect.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { runChild } from './child-process.ts'
import { temporaryFolder } from './temporary-folder.ts'

const key = { context: '.', subject: 's' }

test('a write that meets a lock of another process is refused, reads go on, and later it is written', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const store = await openStore({ url: `sqlite:${file}`, logger: silentLogger, busyTimeoutMs: 0 })
  t.after(() => store.close())
  const other = knex({ client: 'better-sqlite3', connection: { filename: file }, useNullAsDefault: true })
  t.after(() => other.destroy())
  const write = () => store.schemas.transaction(['.'], (transaction) => transaction.saveMode(key, 'READONLY'))

  await other.raw('begin immediate')
  await assert.rejects(write(), {
    code: 50301,
    message: 'The store is not available: the database is locked by another process',
  })
  assert.deepEqual(await store.schemas.loadVersions(key), [])
  await other.raw('rollback')
  await write()
  assert.equal((await store.schemas.loadSettings([key]))[0]?.mode, 'READONLY')
})

test('a write that finds the disk full is refused whole, and the next one after room was made is written', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const client = await sqliteDialect({ file, busyTimeoutMs: 0 })
  const database = knex({ client, connection: { filename: file }, useNullAsDefault: true, pool: { min: 1, max: 1 } })
  t.after(() => database.destroy())
  await migrate(database, file, sqliteLock(database))
  const store = new SqlSchemaStore(database)
  const write = () =>
    store.transaction(['.'], async (transaction) => {
      await transaction.saveMode(key, 'READONLY')
      await transaction.saveConfig(key, { alias: 'x'.repeat(1_000_000) })
    })

  const [pages] = await database.raw('pragma page_count')
  await database.raw(`pragma max_page_count = ${pages.page_count + 10}`)
  for (let attempt = 1; attempt <= 3; attempt++)
    await assert.rejects(write(), { code: 50301, message: 'The store is not available: the disk is full' })
  assert.deepEqual(await store.loadSettings([key]), [{ config: undefined, mode: undefined }])
  await database.raw('pragma max_page_count = 1000000')
  await write()
  assert.equal((await store.loadSettings([key]))[0]?.mode, 'READONLY')
})

test('a failure is told in plain words and keeps its cause; a mistake of ours stays what it is', () => {
  const failing = (code: string) => Object.assign(new Error('native'), { code })
  const full = failing('SQLITE_FULL')
  const told = storeFailure(full)
  assert.ok(told instanceof Error)
  assert.equal(told.message, registryErrors.storeUnavailable('the disk is full').message)
  assert.equal(told.cause, full)
  for (const code of ['SQLITE_IOERR_WRITE', 'SQLITE_READONLY_DBMOVED', 'ECONNREFUSED', '53300', '25006'])
    assert.equal((storeFailure(failing(code)) as CodedError).code, 50301, code)
  for (const code of ['SQLITE_CORRUPT_VTAB', 'XX001'])
    assert.equal((storeFailure(failing(code)) as CodedError).code, 50001, code)
  assert.equal((storeFailure(failing('SQLITE_TOOBIG')) as CodedError).code, 42209)
  const mistake = failing('SQLITE_CONSTRAINT_UNIQUE')
  assert.equal(storeFailure(mistake), mistake)
})

test('a statement that fails tells no schema, only the statement', async (t) => {
  const store = await openStore({ url: 'sqlite::memory:', logger: silentLogger })
  t.after(() => store.close())
  const secret = '"a very secret schema"'
  const schema = {
    context: '.',
    schemaId: 1,
    guid: 'g',
    schemaType: 'AVRO',
    schema: secret,
    references: [],
    fingerprint: 'f',
    likeness: undefined,
    registeredText: undefined,
  } as const
  const twice = store.schemas.transaction(['.'], async (transaction) => {
    await transaction.insertSchema(schema)
    await transaction.insertSchema(schema)
  })
  await assert.rejects(twice, (error: Error) => !error.message.includes('secret'))
})

test('after kill -9 in the middle of writing, every acknowledged version is there, in order, once', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const child = runChild(
    t,
    `const { openStore } = await import(root + 'src/store/index.ts')
    const { Registry } = await import(root + 'src/registry/index.ts')
    const { schemaFormats } = await import(root + 'src/schemas/index.ts')
    const { silentLogger: logger } = await import(root + 'src/telemetry/index.ts')
    const store = await openStore({ url: 'sqlite:' + ${JSON.stringify(file)}, logger })
    const registry = new Registry({ store: store.schemas, formats: schemaFormats, now: Date.now, logger })
    for (let index = 1; ; index++) {
      const schema = JSON.stringify({ type: 'fixed', name: 'F' + index, size: 4 })
      const { version, schemaId } = await registry.register('s', { schema }, { force: true })
      console.log(version + ' ' + schemaId)
    }`,
  )
  const acknowledged: string[] = []
  while (acknowledged.length < 50) acknowledged.push((await child.line()) ?? '')
  await child.kill()
  for (let line = await child.line(); line !== undefined; line = await child.line()) acknowledged.push(line)

  const store = await openStore({ url: `sqlite:${file}`, logger: silentLogger })
  t.after(() => store.close())
  const versions = await store.schemas.loadVersions(key)
  const found = versions.map(({ version, schemaId }) => `${version} ${schemaId}`)
  assert.deepEqual(found.slice(0, acknowledged.length), acknowledged)
  assert.ok(found.length <= acknowledged.length + 1, 'at most the one that was under way')
  const changes = await store.schemas.loadChanges(0, 10_000)
  assert.deepEqual(
    changes.map(({ sequence, target }) => [sequence, target.version]),
    versions.map(({ version }) => [version, version]),
  )
})
