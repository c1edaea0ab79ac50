/** Looking up a schema in a subject. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, AI, BAD } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('a schema is found with its version and id', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('other', AI)
  await registry.register('s', A1)
  await registry.register('s', A2)
  const { subject, version, schemaId } = await registry.lookup('s', A1)
  assert.deepEqual({ subject, version, schemaId }, { subject: 's', version: 1, schemaId: 2 })
})

test('a schema that the subject has not answers 40403, a subject that is not there 40401', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('t', AI)
  await assert.rejects(registry.lookup('s', AI), { code: 40403, message: 'Schema not found' })
  await assert.rejects(registry.lookup('none', A1), { code: 40401, message: "Subject 'none' not found." })
})

test('a text that is no schema answers 42201', async (t) => {
  const registry = await startRegistry(t)
  await assert.rejects(registry.lookup('s', { schema: 'x' }), { code: 42201 })
  await assert.rejects(registry.lookup('s', { ...A1, schemaType: 'XML' }), { code: 42201 })
})

test('a soft-deleted version is found only when asked for', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteVersion('s', 2)
  await assert.rejects(registry.lookup('s', A2), { code: 40403 })
  const { version, deleted } = await registry.lookup('s', A2, { deleted: true })
  assert.deepEqual({ version, deleted }, { version: 2, deleted: true })
})

test('a subject with soft-deleted versions only is not there, unless they are asked for', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.deleteSubject('s')
  await assert.rejects(registry.lookup('s', A1), { code: 40401 })
  assert.equal((await registry.lookup('s', A1, { deleted: true })).version, 1)
  await assert.rejects(registry.lookup('s', A2, { deleted: true }), { code: 40403 })
})

test('a schema that could not be registered any more is still found', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig(undefined, { validateNewSchemas: false })
  await registry.register('s', BAD)
  await registry.setConfig(undefined, { validateNewSchemas: null })
  assert.equal((await registry.lookup('s', BAD)).version, 1)
})

test('normalize finds what was registered normalised', async (t) => {
  const registry = await startRegistry(t)
  const request = { schema: '{"type":"bytes","scale":4,"precision":17,"logicalType":"decimal"}' }
  await registry.register('s', request, { normalize: true })
  assert.equal((await registry.lookup('s', request, { normalize: true })).version, 1)
})
