/** The chain of changes: whatever somebody does to the table behind our back, the first place is found. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import knex, { type Knex } from 'knex'
import { migrations } from '../../migrations/index.ts'
import { Registry, sealOf } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore } from '../../src/store/index.ts'
import { silentLogger as logger } from '../../src/telemetry/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

const actor = { type: 'User', name: 'alice' } as const
const schema = '{"type":"record","name":"R","fields":[]}'

/** A registry with nine changes, and a second connection to its database, as an intruder would have. */
async function startLog(t: TestContext) {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const store = await openStore({ url: `sqlite:${file}`, logger })
  t.after(() => store.close())
  const registry = new Registry({ store: store.schemas, formats: schemaFormats, now: Date.now, logger })
  await registry.register('a', { schema: '"int"' }, { actor })
  await registry.register(':.ctx:b', { schema })
  await registry.setConfig('a', { compatibilityLevel: 'FULL' })
  await registry.setMode(undefined, 'READONLY')
  await registry.deleteMode()
  await registry.deleteConfig('a')
  await registry.deleteVersion('a', 1)
  await registry.deleteVersion('a', 1, { permanent: true })
  await registry.register('a', { schema: '"long"' })
  return { registry, store, database: connect(t, file) }
}

function connect(t: TestContext, file: string): Knex {
  const database = knex({ client: 'better-sqlite3', connection: { filename: file }, useNullAsDefault: true })
  t.after(() => database.destroy())
  return database
}

type Row = Record<string, string | number | null> & { sequence: number }

test('a log that nobody touched is intact up to its end, in one go and in steps', async (t) => {
  const { registry, store } = await startLog(t)
  const head = await store.schemas.findChangeHead()
  assert.equal(head.sequence, 9)
  assert.deepEqual(await registry.verifyChanges(), { intact: true, through: 9, hash: head.hash, complete: true, head })
  let step = await registry.verifyChanges({ limit: 4 })
  const seen = [step.through]
  while (!step.complete) {
    step = await registry.verifyChanges({ after: step.through, hash: step.hash, limit: 4 })
    assert.equal(step.intact, true)
    seen.push(step.through)
  }
  assert.deepEqual(seen, [4, 8, 9])
})

test('an empty log is intact', async (t) => {
  const store = await openStore({ url: 'sqlite::memory:', logger })
  t.after(() => store.close())
  const registry = new Registry({ store: store.schemas, formats: schemaFormats, now: Date.now, logger })
  const { intact, complete, through } = await registry.verifyChanges()
  assert.deepEqual({ intact, complete, through }, { intact: true, complete: true, through: 0 })
})

test('whatever is changed in any column of any row, that row is the first that is found', async (t) => {
  const { registry, database } = await startLog(t)
  await database.raw('pragma synchronous = off')
  const rows: Row[] = await database('changes').orderBy('sequence').select('*')
  const numbers = ['time', 'version']
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'sequence')
  const value = fc.oneof(fc.string(), fc.constantFrom('null', '{}', ' '), fc.constant(null))
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...rows),
      fc.constantFrom(...columns),
      value,
      fc.integer({ min: 1, max: 1e12 }),
      async (row, column, text, number) => {
        const forged = numbers.includes(column) ? (column === 'version' ? number % 1000 : number) : text
        const notNull = ['time', 'actor', 'operation', 'context', 'subject'].includes(column)
        fc.pre(forged !== row[column] && !(notNull && forged === null))
        const place = database('changes').where({ sequence: row.sequence })
        await place.clone().update({ [column]: forged })
        const { intact, fault, through } = await registry.verifyChanges()
        await place.clone().update(row)
        assert.equal(intact, false)
        assert.equal(fault?.kind, 'changed')
        assert.equal(fault.sequence, row.sequence)
        assert.equal(through, row.sequence - 1)
      },
    ),
    { numRuns: 150 },
  )
  assert.equal((await registry.verifyChanges()).intact, true)
})

test('one character more in the JSON of a row is found, though it says the same', async (t) => {
  const { registry, database } = await startLog(t)
  await database('changes')
    .where({ sequence: 3 })
    .update({ after: database.raw("after || ' '") })
  assert.equal((await registry.verifyChanges()).fault?.sequence, 3)
})

const forgeries: {
  title: string
  forge: (database: Knex, rows: Row[]) => Promise<unknown>
  sequence: number
  kind: string
}[] = [
  {
    title: 'the first row is gone',
    forge: (database) => database('changes').where({ sequence: 1 }).del(),
    sequence: 1,
    kind: 'missing',
  },
  {
    title: 'a row in the middle is gone',
    forge: (database) => database('changes').where({ sequence: 5 }).del(),
    sequence: 5,
    kind: 'missing',
  },
  {
    title: 'the last row is gone',
    forge: (database) => database('changes').where({ sequence: 9 }).del(),
    sequence: 9,
    kind: 'missing',
  },
  { title: 'all rows are gone', forge: (database) => database('changes').del(), sequence: 1, kind: 'missing' },
  {
    title: 'two rows have changed places',
    forge: async (database) => {
      for (const [from, to] of [
        [4, 100],
        [6, 4],
        [100, 6],
      ] as const)
        await database('changes').where({ sequence: from }).update({ sequence: to })
    },
    sequence: 4,
    kind: 'changed',
  },
  {
    title: 'a row was put between two others, which were moved',
    forge: async (database, rows) => {
      for (const { sequence } of rows.slice(4).reverse())
        await database('changes')
          .where({ sequence })
          .update({ sequence: sequence + 1 })
      await database('changes').insert({ ...rows[3], sequence: 5 })
    },
    sequence: 5,
    kind: 'changed',
  },
  {
    title: 'a row was put before the first',
    forge: (database, rows) => database('changes').insert({ ...rows[3], sequence: -3 }),
    sequence: -3,
    kind: 'unexpected',
  },
  {
    title: 'a row was put behind the last, well sealed',
    forge: (database, rows) => {
      const last = rows.at(-1)
      const forged = { ...last, sequence: 10 }
      return database('changes').insert({ ...forged, hash: sealOf(String(last?.['hash']), forged as never) })
    },
    sequence: 10,
    kind: 'unexpected',
  },
  {
    title: 'the end of the log bears another hash',
    forge: (database) => database('change_head').update({ hash: 'f'.repeat(64) }),
    sequence: 9,
    kind: 'changed',
  },
]

for (const { title, forge, sequence, kind } of forgeries)
  test(`it is found that ${title}`, async (t) => {
    const { registry, database } = await startLog(t)
    await forge(database, await database('changes').orderBy('sequence').select('*'))
    const { intact, fault } = await registry.verifyChanges()
    assert.equal(intact, false)
    assert.deepEqual({ sequence: fault?.sequence, kind: fault?.kind }, { sequence, kind })
  })

test('a log that was sealed anew as a whole is found by who kept a hash of it', async (t) => {
  const { registry, database } = await startLog(t)
  const kept = await registry.verifyChanges()
  await database('changes').where({ sequence: 2 }).update({ actor: 'User:mallory' })
  const rows: Row[] = await database('changes').orderBy('sequence').select('*')
  let hash = '0'.repeat(64)
  for (const row of rows) {
    hash = sealOf(hash, row as never)
    await database('changes').where({ sequence: row.sequence }).update({ hash })
  }
  await database('change_head').update({ hash })
  assert.equal((await registry.verifyChanges()).intact, true)
  const checked = await registry.verifyChanges({ after: kept.through, hash: kept.hash })
  assert.deepEqual([checked.intact, checked.fault?.sequence], [false, 9])
})

test('what was written before there was a chain is chained by the migration', async (t) => {
  const file = join(temporaryFolder(t), 'registry.sqlite')
  const database = connect(t, file)
  const earlier = migrations.filter(({ name }) => name < '0008')
  await database.migrate.latest({
    tableName: 'migrations',
    migrationSource: {
      getMigrations: async () => earlier,
      getMigrationName: ({ name }: (typeof migrations)[number]) => name,
      getMigration: async (migration: (typeof migrations)[number]) => migration,
    },
  })
  const row = { time: 1_767_225_600_000, actor: 'User:alice', operation: 'setMode', context: '.', subject: 's' }
  for (let sequence = 1; sequence <= 450; sequence++)
    await database('changes').insert({ ...row, sequence, version: null, before: null, after: '"READONLY"' })
  const store = await openStore({ url: `sqlite:${file}`, logger })
  t.after(() => store.close())
  const registry = new Registry({ store: store.schemas, formats: schemaFormats, now: Date.now, logger })
  await registry.register('a', { schema })
  const { intact, complete, through } = await registry.verifyChanges()
  assert.deepEqual({ intact, complete, through }, { intact: true, complete: true, through: 451 })
})
