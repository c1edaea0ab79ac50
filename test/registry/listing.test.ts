/** GET /schemas. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, recordWith } from './fixtures.ts'
import { startRegistry, startRegistryOnStore } from './start-registry.ts'

const names = (versions: { subject: string; version: number }[]) =>
  versions.map(({ subject, version }) => `${subject}/${version}`)

test('schemas of the default context are listed by subject, then version', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('b', A1)
  await registry.register('b', A2)
  await registry.register('a', A1)
  await registry.register(':.ctx:b', A1)
  assert.deepEqual(names(await registry.schemas()), ['a/1', 'b/1', 'b/2'])
  assert.deepEqual(names(await registry.schemas({ prefix: 'b' })), ['b/1', 'b/2'])
  assert.deepEqual(names(await registry.schemas({ prefix: ':.ctx:' })), [':.ctx:b/1'])
  assert.deepEqual(names(await registry.schemas({ prefix: ':*:' })), [':.ctx:b/1', 'a/1', 'b/1', 'b/2'])
  assert.deepEqual(names(await registry.schemas({ latestOnly: true })), ['a/1', 'b/2'])
  assert.deepEqual(names(await registry.schemas({ offset: 1, limit: 1 })), ['b/1'])
})

test('soft-deleted versions are listed when asked for, and then count as the latest', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteVersion('s', 2)
  assert.deepEqual(names(await registry.schemas({ latestOnly: true })), ['s/1'])
  const [latest] = await registry.schemas({ latestOnly: true, deleted: true })
  assert.deepEqual([latest?.version, latest?.deleted], [2, true])
})

test('the latest of each subject is listed, however many versions it has', async (t) => {
  const registry = await startRegistry(t)
  for (let index = 0; index < 10; index++) await registry.register('ten', recordWith(`f${index}x`))
  for (let index = 0; index < 5; index++) await registry.register('five', recordWith(`f${index}x`))
  assert.deepEqual(names(await registry.schemas({ latestOnly: true })), ['five/5', 'ten/10'])
})

test('at most 1000 schemas are listed, also where more are asked for', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  const { schemaId } = await registry.register('s', A1)
  const row = { context: '.', schemaId, version: 1, deleted: false, createdAt: 0, createdBy: 'User:test' }
  await store.schemas.transaction(['.'], async (transaction) => {
    for (let index = 1; index <= 1000; index++) await transaction.insertVersion({ ...row, subject: `s${index}` }, [])
  })
  assert.equal((await registry.schemas()).length, 1000)
  assert.equal((await registry.schemas({ limit: 5000 })).length, 1000)
  assert.equal((await registry.schemas({ offset: 1000 })).length, 1)
})

test('more text than one answer takes is 42296, and a part of it is answered', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  const text = JSON.stringify('x'.repeat(1024 * 1024))
  const count = 66
  await store.schemas.transaction(['.'], async (transaction) => {
    for (let version = 1; version <= count; version++) {
      const key = { context: '.', schemaId: version }
      await transaction.insertSchema({
        ...key,
        guid: '',
        schemaType: 'JSON',
        schema: text,
        references: [],
        fingerprint: String(version),
        likeness: undefined,
        registeredText: undefined,
      })
      const row = { ...key, subject: 'large', version, deleted: false, createdAt: 0, createdBy: '' }
      await transaction.insertVersion(row, [])
    }
  })
  await assert.rejects(registry.schemas({}), { code: 42296, message: /more than 64 MB of text/ })
  assert.deepEqual(names(await registry.schemas({ offset: 64, limit: 2 })), ['large/65', 'large/66'])
})
