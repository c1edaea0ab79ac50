/** Writes to an SQLite file that wait at the same time share one transaction, and nobody notices but the disk. */

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openStore } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

async function openFile(t: TestContext) {
  const folder = await temporaryFolder(t)
  const store = await openStore({ url: `sqlite:${join(folder, 'registry.sqlite')}`, logger: silentLogger })
  t.after(() => store.close())
  return store.schemas
}

const mode = (subject: string) => ({ context: '.', subject })

test('of writes that wait together, one that fails takes nothing of the others with it', async (t) => {
  const store = await openFile(t)
  const write = (subject: string) =>
    store.transaction(['.'], async (transaction) => {
      await transaction.saveMode(mode(subject), 'READONLY')
      if (subject === 'bad') throw new Error('refused')
      return subject
    })
  const outcomes = await Promise.allSettled(['a', 'bad', 'b'].map(write))
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : outcome.reason.message)),
    ['a', 'refused', 'b'],
  )
  const settings = await store.loadSettings(['a', 'bad', 'b'].map(mode))
  assert.deepEqual(
    settings.map((found) => found.mode),
    ['READONLY', undefined, 'READONLY'],
  )
})

test('a write sees what those before it in its transaction wrote', async (t) => {
  const store = await openFile(t)
  const add = () =>
    store.transaction(['.'], async (transaction) => {
      const row = transaction.context('.')
      await transaction.saveContext({ ...row, nextSchemaId: row.nextSchemaId + 1 })
      return row.nextSchemaId
    })
  assert.deepEqual(await Promise.all([add(), add(), add()]), [1, 2, 3])
})

test('while a write is under way, reads go on and see what is committed', async (t) => {
  const store = await openFile(t)
  const { promise: readDone, resolve: endWrite } = Promise.withResolvers<void>()
  const { promise: written, resolve: hasWritten } = Promise.withResolvers<void>()
  const write = store.transaction(['.'], async (transaction) => {
    await transaction.saveMode(mode('s'), 'READONLY')
    hasWritten()
    await readDone
  })
  await written
  assert.equal((await store.loadSettings([mode('s')]))[0]?.mode, undefined)
  endWrite()
  await write
  assert.equal((await store.loadSettings([mode('s')]))[0]?.mode, 'READONLY')
})
