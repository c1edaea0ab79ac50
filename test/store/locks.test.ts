/** Locks and isolation on database servers: what waits, what is run again, and what is refused for now. */

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import knex, { type Knex } from 'knex'
import { openStore, type Store, type StoreOptions } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { testOnServers } from '../support/databases/stores.ts'

async function open(t: TestContext, url: string, options: Partial<StoreOptions> = {}): Promise<Store> {
  const store = await openStore({ url, logger: silentLogger, ...options })
  t.after(() => store.close())
  return store
}

function connect(t: TestContext, url: string): Knex {
  const client = url.startsWith('mysql:') ? 'mysql2' : 'pg'
  const connection = knex({ client, connection: url, pool: { min: 0, max: 1 } })
  t.after(() => connection.destroy())
  return connection
}

/** A door that opens once as many have come to it as were expected. */
function meeting(expected: number): () => Promise<void> {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  let come = 0
  return () => {
    come++
    if (come >= expected) open()
    return opened
  }
}

testOnServers('shows a transaction what was committed while it waited for its lock', async (t, url) => {
  const [one, other] = [await open(t, url), await open(t, url)]
  const scope = { context: '.', subject: 's' }
  await one.schemas.transaction(['.'], (transaction) => transaction.saveMode(scope, 'READONLY'))
  let second: Promise<unknown> = Promise.resolve()
  await one.schemas.transaction(['.'], async (transaction) => {
    // Begun now, so that its snapshot would be of now, if there were one.
    second = other.schemas.transaction(['.b', '.'], async (waiting) => {
      assert.equal((await waiting.loadSettings([scope]))[0]?.mode, 'IMPORT')
    })
    await transaction.saveMode(scope, 'IMPORT')
  })
  await second
})

testOnServers('lets transactions on the same contexts pass, in whatever order they name them', async (t, url) => {
  const stores = [await open(t, url), await open(t, url)]
  const orders = [
    ['.a', '.b', '.c'],
    ['.c', '.b', '.a'],
    ['.b', '.a'],
  ]
  let runs = 0
  const writes = Array.from({ length: 24 }, (_, index) =>
    stores[index % 2]?.schemas.transaction(orders[index % 3] ?? [], async (transaction) => {
      runs++
      const row = transaction.context('.b')
      await transaction.saveContext({ ...row, nextSchemaId: row.nextSchemaId + 1 })
    }),
  )
  await Promise.all(writes)
  assert.equal(runs, 24, 'none had to be run again')
  await stores[0]?.schemas.transaction(['.b'], async (transaction) =>
    assert.equal(transaction.context('.b').nextSchemaId, 25),
  )
})

testOnServers('runs a transaction again that the database chose to end a deadlock', async (t, url) => {
  const store = await open(t, url)
  const rows = ['a', 'b'].map((subject) => ({ context: '.x', subject }))
  await store.schemas.transaction([], async (transaction) => {
    for (const row of rows) await transaction.saveMode(row, 'READWRITE')
  })
  const met = meeting(2)
  let runs = 0
  const write = (order: typeof rows, context: string) =>
    store.schemas.transaction([context], async (transaction) => {
      runs++
      for (const row of order) {
        await transaction.saveMode(row, 'READONLY')
        await met()
      }
    })
  await Promise.all([write(rows, '.1'), write(rows.toReversed(), '.2')])
  assert.equal(runs, 3)
  const settings = await store.schemas.loadSettings(rows)
  assert.deepEqual(
    settings.map(({ mode }) => mode),
    ['READONLY', 'READONLY'],
  )
})

testOnServers('tries a row that is there already a few times, and then says what the database said', async (t, url) => {
  const store = await open(t, url)
  let runs = 0
  const write = (schemaIds: number[]) =>
    store.schemas.transaction(['.'], async (transaction) => {
      runs++
      for (const schemaId of schemaIds) await transaction.insertVersion({ ...version, schemaId }, [])
    })
  await assert.rejects(write([1]), /foreign key/i)
  assert.equal(runs, 1, 'what cannot be a lost race is not run again')
  await store.schemas.transaction(['.'], (transaction) => transaction.insertSchema(schema))
  await assert.rejects(write([1, 1]), /duplicate/i)
  assert.equal(runs, 4)
})

const schema = {
  context: '.',
  schemaId: 1,
  guid: 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d',
  schemaType: 'AVRO',
  schema: '"string"',
  references: [],
  fingerprint: undefined,
  likeness: undefined,
  registeredText: undefined,
} as const

const version = {
  context: '.',
  subject: 's',
  version: 1,
  schemaId: 1,
  deleted: false,
  createdAt: 0,
  createdBy: 'User:test',
}

testOnServers('refuses a write for now that waits too long for a lock, and reads meanwhile', async (t, url) => {
  const store = await open(t, url, { statementTimeoutMs: 1000 })
  await store.schemas.transaction(['.'], async () => {})
  const holder = await connect(t, url).transaction()
  await holder('contexts').where({ name: '.' }).forUpdate().select('*')
  const write = () => store.schemas.transaction(['.'], async () => {})
  await assert.rejects(write(), {
    code: 50301,
    message: 'The store is not available: the database did not answer in time',
  })
  assert.deepEqual(await store.schemas.loadVersions({ context: '.', subject: 's' }), [])
  await holder.rollback()
  await write()
})

testOnServers('refuses for now what finds every connection in use, and says how they are used', async (t, url) => {
  const store = await open(t, url, { connections: 1, acquireTimeoutMs: 100 })
  await store.schemas.transaction(['.'], async () => {
    assert.deepEqual(store.poolUse(), { used: 1, idle: 0, waiting: 0 })
    await assert.rejects(store.ping(), {
      code: 50301,
      message: 'The store is not available: every connection to the database is in use',
    })
  })
  await store.ping()
})

testOnServers('gives back what it found through text with a NUL: nothing', async (t, url) => {
  const store = await open(t, url)
  assert.deepEqual(await store.schemas.loadVersions({ context: '.', subject: 'a\0b' }), [])
  assert.deepEqual(await store.schemas.loadSubjects({ prefix: '\0' }), [])
})
