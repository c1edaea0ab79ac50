/** Reading and listing the versions of a subject. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, recordWith } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('latest and -1 are the highest active version', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  for (const selector of ['latest', 'LATEST', ' latest ', '-1', -1, 2, '2'])
    assert.equal((await registry.version('s', selector)).schema, A2.schema, String(selector))
  await registry.deleteVersion('s', 2)
  assert.equal((await registry.version('s', 'latest', { deleted: true })).version, 1)
})

for (const selector of ['0', 'abc', '-2', '', '1.5', '2147483648', '99999999999999', 'earliest'])
  test(`the version ${JSON.stringify(selector)} is refused with 42202`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.version('s', selector), {
      code: 42202,
      message: `The specified version '${selector}' is not a valid version id. Allowed values are between [1, 2^31-1] and the string "latest"`,
    })
  })

test('an unknown subject answers 40401, an unknown version 40402', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  for (const selector of [1, 'latest']) await assert.rejects(registry.version('x', selector), { code: 40401 })
  await assert.rejects(registry.versions('x'), { code: 40401, message: "Subject 'x' not found." })
  await assert.rejects(registry.version('s', 200), { code: 40402, message: 'Version 200 not found.' })
})

test('a soft-deleted version is hidden from reads and lists, unless asked for', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.register('s', A2)
  await registry.deleteVersion('s', 2)
  await assert.rejects(registry.version('s', 2), { code: 40402 })
  assert.equal((await registry.version('s', 2, { deleted: true })).deleted, true)
  assert.deepEqual(await registry.versions('s'), [1])
  assert.deepEqual(await registry.versions('s', { deleted: true }), [1, 2])
  assert.deepEqual(await registry.versions('s', { deletedOnly: true }), [2])
  assert.deepEqual(await registry.versions('s', { deletedAsNegative: true }), [1, -2])
  assert.deepEqual(await registry.versions('s', { deleted: true, limit: 1 }), [1])
})

test('a subject whose versions are all soft-deleted is there only with deleted', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.deleteSubject('s')
  await assert.rejects(registry.versions('s'), { code: 40401 })
  await assert.rejects(registry.versions('s', { deletedAsNegative: true }), { code: 40401 })
  await assert.rejects(registry.version('s', 'latest'), { code: 40401 })
  await assert.rejects(registry.version('s', 'latest', { deleted: true }), {
    code: 40402,
    message: 'Version -1 not found.',
  })
  assert.deepEqual(await registry.versions('s', { deletedOnly: true }), [1])
})

test('lists are cut by offset and limit, and a limit out of range means none', async (t) => {
  const registry = await startRegistry(t)
  for (const name of ['a', 'b', 'c', 'd']) await registry.register('s', recordWith(name))
  assert.deepEqual(await registry.versions('s', { offset: 1, limit: 2 }), [2, 3])
  assert.deepEqual(await registry.versions('s', { offset: 3, limit: 0 }), [4])
  assert.deepEqual(await registry.versions('s', { offset: 9 }), [])
  assert.deepEqual(await registry.versions('s', { offset: -1, limit: -5 }), [1, 2, 3, 4])
})

test('the version with given properties is the highest that has them all', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.versionWithMetadata('s', {}), { code: 40403 })
  await registry.register('s', { ...A1, metadata: { properties: { major: '1', team: 'a' } } })
  await registry.register('s', { ...A1, metadata: { properties: { major: '2', team: 'a' } } })
  assert.equal((await registry.versionWithMetadata('s', { team: 'a' })).version, 3)
  assert.equal((await registry.versionWithMetadata('s', { team: 'a', major: '1' })).version, 2)
  await assert.rejects(registry.versionWithMetadata('s', { constructor: 'x' }), { code: 40403 })
  await assert.rejects(registry.versionWithMetadata('none', {}), { code: 40401 })
})
