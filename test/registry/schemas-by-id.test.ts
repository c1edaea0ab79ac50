/** Schemas by id and guid, and who uses them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, AI, recordWith } from './fixtures.ts'
import { someTime, startRegistry } from './start-registry.ts'

test('a schema by id names a subject and a version that use it', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  assert.deepEqual(await registry.schemaById(1), {
    schemaId: 1,
    guid: 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d',
    schemaType: 'AVRO',
    schema: A1.schema,
    references: [],
    subject: 's',
    version: 1,
    createdAt: someTime,
    deleted: false,
  })
})

test('an unknown id answers 40403 and names it', async (t) => {
  const registry = await startRegistry(t)
  await assert.rejects(registry.schemaById(100), { code: 40403, message: 'Schema 100 not found' })
  await assert.rejects(registry.subjectsOfId(100), { code: 40403, message: 'Schema not found' })
  await assert.rejects(registry.versionsOfId(100), { code: 40403, message: 'Schema not found' })
})

test('the highest id of the context comes along when asked for', async (t) => {
  const registry = await startRegistry(t)
  for (const name of ['a', 'b', 'c']) await registry.register('s', recordWith(name))
  assert.equal((await registry.schemaById(1)).maxId, undefined)
  assert.equal((await registry.schemaById(1, { fetchMaxId: true })).maxId, 3)
})

test('a soft-deleted schema is still found by id, a hard-deleted one is not', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.deleteSubject('s')
  assert.equal((await registry.schemaById(1)).deleted, true)
  await registry.deleteSubject('s', { permanent: true })
  await assert.rejects(registry.schemaById(1), { code: 40403 })
})

test('the answer prefers the subject that is asked for, and an active version', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('a', A1)
  await registry.register('b', A1)
  assert.equal((await registry.schemaById(1, { subject: 'b' })).subject, 'b')
  assert.equal((await registry.schemaById(1, { subject: 'none' })).subject, 'a')
  await registry.deleteSubject('a')
  assert.equal((await registry.schemaById(1)).subject, 'b')
})

test('the subjects and versions of an id are listed, soft-deleted ones when asked for', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('t', A1)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteSubject('t')
  assert.deepEqual(await registry.subjectsOfId(1), ['s'])
  assert.deepEqual(await registry.subjectsOfId(1, { deleted: true }), ['s', 't'])
  assert.deepEqual(await registry.subjectsOfId(1, { deleted: true, offset: 1 }), ['t'])
  assert.deepEqual(await registry.versionsOfId(1), [{ subject: 's', version: 1 }])
  // The subject chooses the context; it is no filter.
  assert.deepEqual(await registry.versionsOfId(1, { subject: 't' }), [{ subject: 's', version: 1 }])
  await registry.deleteSubject('s')
  assert.deepEqual(await registry.subjectsOfId(1), [])
})

test('a guid is found in either spelling', async (t) => {
  const registry = await startRegistry(t)
  const { guid } = await registry.register('s', A1)
  await registry.register('s', A2)
  assert.equal((await registry.schemaByGuid(guid)).schema, A1.schema)
  assert.equal((await registry.schemaByGuid(guid.replaceAll('-', '').toUpperCase())).schemaId, 1)
  assert.deepEqual(await registry.idsOfGuid(guid), [{ context: '.', id: 1 }])
})

test('an unknown guid answers 40403 and has no ids', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', AI)
  for (const guid of ['a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d', 'no guid']) {
    await assert.rejects(registry.schemaByGuid(guid), { code: 40403, message: `Schema ${guid} not found` })
    assert.deepEqual(await registry.idsOfGuid(guid), [])
  }
})
