/** Contexts: ids of their own, subjects of the same name, and how names lead to them. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, AI, BASE, REF } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('each context counts its ids from 1, and lists its own subjects', async (t) => {
  const registry = await startRegistry(t)
  assert.deepEqual(await registry.contexts(), ['.'])
  assert.equal((await registry.register('t', A1)).schemaId, 1)
  const other = await registry.register(':.ctx:t', A2)
  assert.deepEqual([other.schemaId, other.subject], [1, ':.ctx:t'])
  assert.deepEqual(await registry.contexts(), ['.', '.ctx'])
  assert.deepEqual(await registry.subjects({ prefix: '' }), ['t'])
  assert.deepEqual(await registry.subjects({ prefix: ':.ctx:' }), [':.ctx:t'])
  assert.deepEqual(await registry.subjects({ prefix: ':*:t' }), [':.ctx:t', 't'])
  assert.deepEqual(await registry.subjects(), [':.ctx:t', 't'])
})

test('the name :.: is the default context', async (t) => {
  const registry = await startRegistry(t)
  assert.equal((await registry.register(':.:s', A1)).subject, 's')
  assert.deepEqual(await registry.versions('s'), [1])
  assert.deepEqual(await registry.versions(':.:s'), [1])
})

test('an unqualified subject is also found in other contexts, by version, by id and by content', async (t) => {
  const registry = await startRegistry(t)
  await registry.register(':.ctx:only', A1)
  assert.equal((await registry.version('only', 1)).subject, ':.ctx:only')
  assert.equal((await registry.lookup('only', A1)).subject, ':.ctx:only')
  assert.equal((await registry.schemaById(1, { subject: 'only' })).subject, ':.ctx:only')
  await assert.rejects(registry.versions('only'), { code: 40401 })
  await assert.rejects(registry.schemaById(1), { code: 40403 })
})

test('a qualified subject is found in its own context only', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.version(':.ctx:s', 1), { code: 40401 })
  await assert.rejects(registry.lookup(':.ctx:s', A1), { code: 40401 })
  await assert.rejects(registry.schemaById(1, { subject: ':.ctx:s' }), { code: 40403 })
  await assert.rejects(registry.schemaById(1, { subject: ':.ctx:' }), { code: 40403 })
  await registry.register(':.ctx:x', AI)
  assert.equal((await registry.schemaById(1, { subject: ':.ctx:' })).schema, AI.schema)
})

test('a guid is the same in every context, and the default one is asked first', async (t) => {
  const registry = await startRegistry(t)
  const { guid } = await registry.register(':.a:s', A1)
  await registry.register('x', AI)
  await registry.register('s', A1)
  assert.deepEqual(await registry.idsOfGuid(guid), [
    { context: '.', id: 2 },
    { context: '.a', id: 1 },
  ])
  assert.equal((await registry.schemaByGuid(guid)).schemaId, 2)
})

test('an unqualified reference stays in the context of its schema, a qualified one leads out', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await assert.rejects(registry.register(':.ctx:base', BASE), { code: 42201 })
  const out = [{ name: 'com.example.Ref', subject: ':.:ref', version: 1 }]
  const { references } = await registry.register(':.ctx:base', { ...BASE, references: out })
  assert.deepEqual(references, out)
  await assert.rejects(registry.deleteVersion('ref', 1), { code: 42206 })
  await registry.register(':.ctx:ref', REF)
  assert.equal((await registry.register(':.ctx:base2', BASE)).version, 1)
})

test('a context is deleted only when nothing of it is left, and then its ids start again', async (t) => {
  const registry = await startRegistry(t)
  await registry.register(':.ctx1:t', A1)
  const refusal = { code: 42211, message: "The specified context '.ctx1' is not empty." }
  await assert.rejects(registry.deleteContext('.ctx1'), refusal)
  await registry.deleteSubject(':.ctx1:t')
  await assert.rejects(registry.deleteContext(':.ctx1:'), refusal)
  await registry.deleteSubject(':.ctx1:t', { permanent: true })
  assert.deepEqual(await registry.contexts(), ['.', '.ctx1'], 'a context stays after its subjects')
  await registry.setConfig(':.ctx1:', { compatibilityLevel: 'FULL' })
  await registry.deleteContext('.ctx1')
  assert.deepEqual(await registry.contexts(), ['.'])
  await assert.rejects(registry.config(':.ctx1:'), { code: 40408 })
  const again = await registry.register(':.ctx1:t', A2)
  assert.equal(again.schemaId, 1)
  assert.equal((await registry.schemaById(1, { subject: ':.ctx1:t' })).schema, A2.schema)
})

test('a context that never existed is gone already', async (t) => {
  const registry = await startRegistry(t)
  await registry.deleteContext('.never')
  assert.deepEqual(await registry.contexts(), ['.'])
})

test('a config or a refused registration makes no context appear', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig(':.ctx:', { compatibilityLevel: 'FULL' })
  await assert.rejects(registry.register(':.ctx:s', { schema: 'x' }), { code: 42201 })
  assert.deepEqual(await registry.contexts(), ['.'])
})

test('contexts are listed by prefix, the default one first', async (t) => {
  const registry = await startRegistry(t)
  for (const context of ['.prod', '.prod-eu', '.dev']) await registry.register(`:${context}:s`, A1)
  assert.deepEqual(await registry.contexts({ prefix: '.prod' }), ['.prod', '.prod-eu'])
  assert.deepEqual(await registry.contexts({ prefix: '.PROD' }), [])
  assert.deepEqual(await registry.contexts({ prefix: '.', offset: 0, limit: 2 }), ['.', '.dev'])
})
