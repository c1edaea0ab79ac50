/** Which names a subject may have. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1 } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

const allowed = [
  'orders-value',
  'with space',
  'a/b/c',
  'größe-値-🚀',
  '*',
  '',
  "'; drop table versions; --",
  '%_',
  '__proto__',
  'a:b',
  'x'.repeat(512),
]

for (const name of allowed)
  test(`${JSON.stringify(name.slice(0, 30))} is a subject like any other`, async (t) => {
    const registry = await startRegistry(t)
    assert.equal((await registry.register(name, A1)).subject, name)
    assert.deepEqual(await registry.subjects(), [name])
    assert.equal((await registry.version(name, 'latest')).schemaId, 1)
    assert.deepEqual(await registry.deleteSubject(name), [1])
  })

const refused = ['\rbad\nsubject\t', 'nul\u0000', '\u0085', '__GLOBAL', '__EMPTY', ':.__GLOBAL:s', 'x'.repeat(513)]

for (const name of refused)
  test(`${JSON.stringify(name.slice(0, 30))} is refused with 42208`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.register(name, A1), { code: 42208 })
  })

test('names are compared letter by letter: case and accents count', async (t) => {
  const registry = await startRegistry(t)
  for (const name of ['a', 'A', 'á', 'a ']) await registry.register(name, A1)
  assert.deepEqual(await registry.subjects(), ['A', 'a', 'a ', 'á'])
  assert.deepEqual(await registry.subjects({ prefix: 'a' }), ['a', 'a '])
})

test('a prefix is no pattern', async (t) => {
  const registry = await startRegistry(t)
  for (const name of ['%x', '_x', 'ax']) await registry.register(name, A1)
  assert.deepEqual(await registry.subjects({ prefix: '%' }), ['%x'])
  assert.deepEqual(await registry.subjects({ prefix: '_' }), ['_x'])
})
