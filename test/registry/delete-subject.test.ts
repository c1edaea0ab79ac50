/** Deleting a subject with all its versions. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, BASE, REF, recordWith } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('a soft delete answers the active versions, and a second one 40404', async (t) => {
  const registry = await startRegistry(t)
  for (const name of ['a', 'b', 'c']) await registry.register('s', recordWith(name))
  await registry.deleteVersion('s', 2)
  assert.deepEqual(await registry.deleteSubject('s'), [1, 3])
  await assert.rejects(registry.deleteSubject('s'), {
    code: 40404,
    message: "Subject 's' was soft deleted.Set permanent=true to delete permanently",
  })
})

test('a permanent delete of an active subject answers 40405, of a soft-deleted one all versions', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await assert.rejects(registry.deleteSubject('s', { permanent: true }), {
    code: 40405,
    message: "Subject 's' was not deleted first before being permanently deleted",
  })
  await registry.deleteSubject('s')
  assert.deepEqual(await registry.deleteSubject('s', { permanent: true }), [1, 2])
  await assert.rejects(registry.lookup('s', A1, { deleted: true }), { code: 40401 })
})

test('an unknown subject answers 40401', async (t) => {
  const registry = await startRegistry(t)
  await assert.rejects(registry.deleteSubject('none'), { code: 40401 })
  await assert.rejects(registry.deleteSubject('none', { permanent: true }), { code: 40401 })
})

test('after a hard delete versions start at 1 again, and ids go on', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.deleteSubject('s')
  await registry.deleteSubject('s', { permanent: true })
  const { version, schemaId } = await registry.register('s', A1)
  assert.deepEqual({ version, schemaId }, { version: 1, schemaId: 2 })
})

test('a referenced subject stays with 42206: softly while active schemas refer, for good while any does', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('base', BASE)
  await assert.rejects(registry.deleteSubject('ref'), { code: 42206 })
  await registry.deleteSubject('base')
  assert.deepEqual(await registry.deleteSubject('ref'), [1])
  await assert.rejects(registry.deleteSubject('ref', { permanent: true }), {
    code: 42206,
    message: 'One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=ref,version=1}.',
  })
  await registry.deleteSubject('base', { permanent: true })
  assert.deepEqual(await registry.deleteSubject('ref', { permanent: true }), [1])
})

test('versions of one subject that refer to each other go together', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', { compatibilityLevel: 'NONE' })
  await registry.register('s', REF)
  await registry.register('s', { ...BASE, references: [{ name: 'com.example.Ref', subject: 's', version: 1 }] })
  await assert.rejects(registry.deleteVersion('s', 1), { code: 42206 })
  assert.deepEqual(await registry.deleteSubject('s'), [1, 2])
  assert.deepEqual(await registry.deleteSubject('s', { permanent: true }), [1, 2])
})

test('subjects are listed by whether anything of them is active', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('test2', A1)
  await registry.register('test1', A1)
  await registry.deleteSubject('test2')
  assert.deepEqual(await registry.subjects(), ['test1'])
  assert.deepEqual(await registry.subjects({ deleted: true }), ['test1', 'test2'])
  assert.deepEqual(await registry.subjects({ deletedOnly: true, deleted: true }), ['test2'])
  assert.deepEqual(await registry.subjects({ deleted: true, offset: 1, limit: 1 }), ['test2'])
})
