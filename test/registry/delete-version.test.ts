/** Deleting one version. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, recordWith } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('a soft delete answers the version, and a second one 40406', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  assert.equal(await registry.deleteVersion('s', '2'), 2)
  await assert.rejects(registry.deleteVersion('s', 2), {
    code: 40406,
    message: "Subject 's' Version 2 was soft deleted.Set permanent=true to delete permanently",
  })
})

test('a permanent delete before a soft delete answers 40407', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  for (const selector of [1, 'latest'])
    await assert.rejects(registry.deleteVersion('s', selector, { permanent: true }), {
      code: 40407,
      message: "Subject 's' Version 1 was not deleted first before being permanently deleted",
    })
})

test('after a permanent delete the version is not there in any way', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteVersion('s', 2)
  assert.equal(await registry.deleteVersion('s', 2, { permanent: true }), 2)
  await assert.rejects(registry.deleteVersion('s', 2, { permanent: true }), { code: 40402 })
  await assert.rejects(registry.version('s', 2, { deleted: true }), { code: 40402 })
})

test('what is not there answers 40401 or 40402, a bad version 42202', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.deleteVersion('none', 1), { code: 40401 })
  await assert.rejects(registry.deleteVersion('none', 'latest'), { code: 40401 })
  await assert.rejects(registry.deleteVersion('s', 2), { code: 40402 })
  await assert.rejects(registry.deleteVersion('none', 'x'), { code: 42202 })
})

test('latest deletes the highest active version and answers its number', async (t) => {
  const registry = await startRegistry(t)
  for (const name of ['a', 'b', 'c']) await registry.register('s', recordWith(name))
  assert.equal(await registry.deleteVersion('s', 'latest'), 3)
  assert.equal(await registry.deleteVersion('s', -1), 2)
  assert.deepEqual(await registry.versions('s'), [1])
})

test('numbers go on after a soft delete, and a soft-deleted content keeps its id', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteVersion('s', 2)
  const again = await registry.register('s', A2)
  assert.deepEqual([again.version, again.schemaId], [3, 2])
  assert.deepEqual(await registry.versions('s', { deleted: true }), [1, 3], 'the soft-deleted row made room')
})

test('the number of a hard-deleted highest version is given again, its id is not', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteVersion('s', 2)
  await registry.deleteVersion('s', 2, { permanent: true })
  const again = await registry.register('s', A2)
  assert.deepEqual([again.version, again.schemaId], [2, 3])
})

test('a schema that another subject uses outlives the hard delete', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('t', A1)
  await registry.deleteVersion('s', 1)
  await registry.deleteVersion('s', 1, { permanent: true })
  assert.equal((await registry.schemaById(1)).subject, 't')
  assert.equal((await registry.register('s', A1)).schemaId, 1)
})

test('the config of a subject goes with its last version for good, not before', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.setConfig('s', { compatibilityLevel: 'FULL' })
  await registry.setMode('s', 'READWRITE')
  await registry.deleteVersion('s', 1)
  assert.equal((await registry.config('s')).compatibilityLevel, 'FULL')
  assert.equal(await registry.mode('s'), 'READWRITE')
  await registry.deleteVersion('s', 1, { permanent: true })
  await assert.rejects(registry.config('s'), { code: 40408 })
  await assert.rejects(registry.mode('s'), { code: 40409 })
})
