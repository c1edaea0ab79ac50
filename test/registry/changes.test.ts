/** The change log: every write, who did it, and nothing that was not done. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, A2X } from './fixtures.ts'
import { someTime, startRegistryOnStore } from './start-registry.ts'

const actor = { type: 'User', name: 'alice' } as const
const guids = ['a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d', '3ec07d73-75d4-778a-a44f-1a81c5153d96']

const row = (version: number, deleted: boolean, createdBy = 'User:ANONYMOUS') => ({
  version,
  schemaId: version,
  deleted,
  createdAt: someTime,
  createdBy,
})

test('a registration is one change with its version, id and actor', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  const provenance = { commit: 'abc123', run: 'https://ci.example/7' }
  await registry.register('s', A1, { actor, provenance })
  const [{ hash, ...change } = {}] = await store.schemas.loadChanges(0, 10, { whole: true })
  assert.deepEqual(
    [change],
    [
      {
        sequence: 1,
        time: someTime,
        actor: 'User:alice',
        operation: 'register',
        target: { context: '.', subject: 's', version: 1 },
        before: undefined,
        after: { ...row(1, false, 'User:alice'), guid: guids[0], schemaType: 'AVRO' },
        content: { schema: A1.schema },
        provenance,
      },
    ],
  )
  assert.match(String(hash), /^[0-9a-f]{64}$/)
  const [version] = await store.schemas.loadVersions({ context: '.', subject: 's' })
  assert.deepEqual([version?.createdBy, version?.provenance], ['User:alice', provenance])
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
      [7, 'deleteMode', undefined, 'READONLY', undefined],
      [8, 'softDelete', 1, row(1, false), row(1, true)],
      [9, 'softDelete', 2, row(2, false), row(2, true)],
      [10, 'hardDelete', 1, { ...row(1, true), guid: guids[0], schemaType: 'AVRO' }, undefined],
      [11, 'hardDelete', 2, { ...row(2, true), guid: guids[1], schemaType: 'AVRO' }, undefined],
      [12, 'deleteContext', undefined, { nextSchemaId: 3, registeredAt: someTime }, undefined],
    ],
  )
})

test('what goes for good leaves its schema, and a subject its settings', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  await registry.setConfig('s', { normalize: true })
  await registry.setMode('s', 'READWRITE')
  await registry.deleteSubject('s')
  await registry.deleteSubject('s', { permanent: true })
  const changes = await store.schemas.loadChanges(4, 10, { whole: true })
  assert.deepEqual(
    changes.map(({ operation, before, content }) => [operation, content ?? before]),
    [
      ['hardDelete', { schema: A1.schema }],
      ['deleteConfig', { normalize: true }],
      ['deleteMode', 'READWRITE'],
    ],
  )
})

test('soft-deleted versions that make room for a registration are changes of their own', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  await registry.deleteSubject('s')
  await registry.register('s', A1)
  const changes = await store.schemas.loadChanges(2, 10)
  assert.deepEqual(
    changes.map(({ operation, target }) => [operation, target.version]),
    [
      ['hardDelete', 1],
      ['register', 2],
    ],
  )
})

test('an import that clears its scope, a mode deleted with all below it, a context with settings: all is told', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register(':.ctx:a', A1)
  await registry.deleteSubject(':.ctx:a')
  await registry.setMode(':.ctx:', 'IMPORT')
  await registry.setMode(':.ctx:a', 'READWRITE')
  await registry.setMode(':.ctx:b', 'READWRITE')
  await registry.deleteMode(':.ctx:', { recursive: true })
  await registry.setConfig(':.ctx:c', { normalize: true })
  await registry.deleteContext('.ctx')
  const changes = await store.schemas.loadChanges(2, 20)
  assert.deepEqual(
    changes.map(({ operation, target, before }) => [operation, target.subject, operation === 'hardDelete' || before]),
    [
      ['hardDelete', 'a', true],
      ['setMode', '', undefined],
      ['setMode', 'a', undefined],
      ['setMode', 'b', undefined],
      ['deleteMode', '', 'IMPORT'],
      ['deleteMode', 'a', 'READWRITE'],
      ['deleteMode', 'b', 'READWRITE'],
      ['setConfig', 'c', undefined],
      ['deleteConfig', 'c', { normalize: true }],
      ['deleteContext', '', { nextSchemaId: 2, registeredAt: someTime }],
    ],
  )
})
