/** Modes: read-only subjects, and imports that bring their ids. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, A2X, BASE, REF } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('the mode is READWRITE until it is set', async (t) => {
  const registry = await startRegistry(t)
  assert.equal(await registry.mode(), 'READWRITE')
  await assert.rejects(registry.mode('s'), {
    code: 40409,
    message: "Subject 's' does not have subject-level mode configured",
  })
  assert.equal(await registry.mode('s', { defaultToGlobal: true }), 'READWRITE')
  await assert.rejects(registry.deleteMode('s'), { code: 40401 })
  assert.equal(await registry.deleteMode('s', { recursive: true }), undefined)
})

test('an unknown mode is refused with 42204, and FORWARD anywhere but in the last resort', async (t) => {
  const registry = await startRegistry(t)
  await assert.rejects(registry.setMode(undefined, 'FOO'), {
    code: 42204,
    message: 'Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.',
  })
  for (const scope of [undefined, 's', ':.ctx:'])
    await assert.rejects(registry.setMode(scope, 'FORWARD'), {
      code: 42204,
      message: 'Forward mode only supported on global level',
    })
  assert.equal(await registry.setMode(':.__GLOBAL:', 'forward'), 'FORWARD')
  assert.equal(await registry.mode(':.__GLOBAL:'), 'FORWARD')
})

test('READONLY refuses writes with 42205, but what is there registers as ever', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.setMode(undefined, 'READONLY')
  const refusal = { code: 42205, message: 'Subject s in context  is in read-only mode' }
  await assert.rejects(registry.register('s', A2), refusal)
  await assert.rejects(registry.register('s', { schema: 'no schema' }), refusal)
  await assert.rejects(registry.deleteSubject('s'), refusal)
  await assert.rejects(registry.deleteVersion('s', 1), refusal)
  await assert.rejects(registry.setConfig('s', { compatibilityLevel: 'NONE' }), refusal)
  assert.equal((await registry.register('s', A1)).version, 1)
  assert.equal(await registry.setMode(undefined, null), null)
  assert.equal((await registry.register('s', A2)).version, 2)
})

test('a mode is inherited from the context, and from the last resort', async (t) => {
  const registry = await startRegistry(t)
  await registry.setMode(':.__GLOBAL:', 'READONLY')
  assert.equal(await registry.mode(undefined, { defaultToGlobal: true }), 'READONLY')
  await assert.rejects(registry.register('s', A1), { code: 42205 })
  await assert.rejects(registry.register(':.ctx:s', A1), {
    code: 42205,
    message: 'Subject :.ctx:s in context :.ctx: is in read-only mode',
  })
  await registry.setMode(':.ctx:', 'READWRITE')
  assert.equal((await registry.register(':.ctx:s', A1)).version, 1)
  await registry.setMode('s', 'READWRITE')
  assert.equal((await registry.register('s', A1)).version, 1)
})

test('IMPORT takes ids and versions as they come, unchecked, and refuses registrations without', async (t) => {
  const registry = await startRegistry(t)
  await registry.setMode(undefined, 'IMPORT')
  await assert.rejects(registry.register('s', A1), {
    code: 42205,
    message: 'Subject s in context  is not in read-write mode',
  })
  const imported = await registry.register('s', { ...A1, id: 40, version: 7 })
  assert.deepEqual([imported.schemaId, imported.version], [40, 7])
  assert.equal((await registry.register('s', { ...A2X, id: 12, version: 9 })).version, 9)
  assert.equal((await registry.register('s', A1)).schemaId, 40)
  await assert.rejects(registry.register('s', { ...A2, id: 12 }), {
    code: 42205,
    message: 'Overwrite new schema with id 12 in context  is not permitted.',
  })
  await registry.setMode(undefined, 'READWRITE')
  assert.equal((await registry.register('t', A2)).schemaId, 41, 'ids go on above the highest')
})

test('an import may give one content several ids; it is found under the last', async (t) => {
  const registry = await startRegistry(t)
  await registry.setMode(undefined, 'IMPORT')
  await registry.register('a', { ...A1, id: 9, version: 1 })
  await registry.register('b', { ...A1, id: 4, version: 1 })
  await registry.setMode(undefined, null)
  assert.equal((await registry.schemaById(9)).subject, 'a')
  assert.equal((await registry.schemaById(4)).subject, 'b')
  assert.equal((await registry.register('c', A1)).schemaId, 4)
  assert.equal((await registry.register('a', A1)).schemaId, 9)
  assert.deepEqual(await registry.idsOfGuid('a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d'), [
    { context: '.', id: 4 },
    { context: '.', id: 9 },
  ])
})

test('an import overwrites a version with what it brings', async (t) => {
  const registry = await startRegistry(t)
  await registry.setMode('s', 'IMPORT')
  await registry.register('s', { ...A1, id: 1, version: 1 })
  await registry.register('s', { ...A2, id: 2, version: 1 })
  assert.equal((await registry.version('s', 1)).schema, A2.schema)
  await assert.rejects(registry.schemaById(1), { code: 40403 })
  await registry.register('s', { ...A2X, id: 1, version: 2 })
  assert.equal((await registry.schemaById(1)).schema, A2X.schema, 'an id that nobody uses is free for an import')
})

test('IMPORT is not entered where active versions are, unless forced', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register(':.ctx:s', A1)
  const refusal = { code: 42205, message: 'Cannot import since found existing subjects' }
  for (const scope of ['s', undefined, ':.ctx:', ':.__GLOBAL:'])
    await assert.rejects(registry.setMode(scope, 'IMPORT'), refusal)
  assert.equal(await registry.setMode('other', 'IMPORT'), 'IMPORT')
  assert.equal(await registry.setMode(undefined, 'IMPORT', { force: true }), 'IMPORT')
  assert.equal(await registry.setMode('s', 'IMPORT'), 'IMPORT', 'no check where it is in IMPORT already')
})

test('entering IMPORT clears soft-deleted versions, unless they are referenced', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('base', BASE)
  await registry.deleteSubject('base')
  await registry.deleteSubject('ref')
  await assert.rejects(registry.setMode('ref', 'IMPORT'), { code: 42206 })
  await registry.setMode('base', 'IMPORT')
  await assert.rejects(registry.versions('base', { deleted: true }), { code: 40401 })
  await registry.setMode('ref', 'IMPORT')
  assert.deepEqual(await registry.subjects({ deleted: true }), [])
})

test('a recursive delete of a context takes the modes of its subjects along, not those of others', async (t) => {
  const registry = await startRegistry(t)
  for (const scope of ['s', ':.ctx:s', ':.ctx:', undefined]) await registry.setMode(scope, 'READONLY')
  assert.equal(await registry.deleteMode(':.ctx:', { recursive: true }), 'READONLY')
  await assert.rejects(registry.mode(':.ctx:s'), { code: 40409 })
  assert.equal(await registry.mode('s'), 'READONLY')
  assert.equal(await registry.deleteMode(undefined, { recursive: true }), 'READONLY')
  await assert.rejects(registry.mode('s'), { code: 40409 })
  assert.equal(await registry.deleteMode(), 'READWRITE')
})
