/** The change log: every write, who did it, and nothing that was not done. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, A2X } from './fixtures.ts'
import { someTime, startRegistryOnStore } from './start-registry.ts'

const actor = { type: 'User', name: 'alice' } as const

test('a registration is one change with its version, id and actor', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1, { actor })
  assert.deepEqual(await store.schemas.loadChanges(0, 10), [
    {
      sequence: 1,
      time: someTime,
      actor: 'User:alice',
      operation: 'register',
      target: { context: '.', subject: 's', version: 1 },
      before: undefined,
      after: { schemaId: 1, guid: 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d', schemaType: 'AVRO' },
    },
  ])
  const [version] = await store.schemas.loadVersions({ context: '.', subject: 's' })
  assert.equal(version?.createdBy, 'User:alice')
})

test('what was there already, a read, a check and a refusal are no changes', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  await registry.register('s', A1)
  await registry.lookup('s', A1)
  await registry.checkCompatibility('s', 'latest', A2)
  await assert.rejects(registry.register('s', A2X))
  await assert.rejects(registry.deleteVersion('s', 7))
  assert.equal(await store.schemas.findLastSequence(), 1)
})

test('each kind of write leaves what was there before and after', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.setConfig('s', { compatibilityLevel: 'FULL' }, { actor })
  await registry.setConfig('s', { normalize: true })
  await registry.deleteConfig('s')
  await registry.setMode('s', 'READONLY')
  await registry.deleteMode('s')
  await registry.deleteVersion('s', 1)
  await registry.deleteSubject('s')
  await registry.deleteSubject('s', { permanent: true })
  await registry.deleteContext('.')
  const changes = await store.schemas.loadChanges(2, 100)
  const row = (version: number, deleted: boolean) => ({
    version,
    schemaId: version,
    deleted,
    createdAt: someTime,
    createdBy: 'User:ANONYMOUS',
  })
  assert.deepEqual(
    changes.map(({ sequence, operation, target, before, after }) => [
      sequence,
      operation,
      target.version,
      before,
      after,
    ]),
    [
      [3, 'setConfig', undefined, undefined, { compatibilityLevel: 'FULL' }],
      [4, 'setConfig', undefined, { compatibilityLevel: 'FULL' }, { compatibilityLevel: 'FULL', normalize: true }],
      [5, 'deleteConfig', undefined, { compatibilityLevel: 'FULL', normalize: true }, undefined],
      [6, 'setMode', undefined, undefined, 'READONLY'],
      [7, 'deleteMode', undefined, { mode: 'READONLY', recursive: false }, undefined],
      [8, 'softDelete', 1, { versions: [row(1, false)] }, { versions: [row(1, true)] }],
      [9, 'softDelete', 2, { versions: [row(2, false)] }, { versions: [row(2, true)] }],
      [10, 'hardDelete', undefined, { versions: [row(1, true), row(2, true)] }, undefined],
      [11, 'deleteContext', undefined, { nextSchemaId: 3 }, undefined],
    ],
  )
})

test('a registration tells which soft-deleted versions made room for it', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  await registry.deleteSubject('s')
  await registry.register('s', A1)
  const [change] = await store.schemas.loadChanges(2, 1)
  assert.equal(change?.operation, 'register')
  const before = change?.before as { versions: { version: number }[] }
  assert.deepEqual(
    before.versions.map(({ version }) => version),
    [1],
  )
})
