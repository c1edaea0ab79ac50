/** The first look at whether two schemas may be equal. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry } from '../../src/registry/index.ts'
import { likenessOf } from '../../src/registry/schema-work/likeness.ts'
import { avro } from '../../src/schemas/avro/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { recordWith } from './fixtures.ts'
import { startRegistryOnStore } from './start-registry.ts'

test('order makes no difference, any other character does', () => {
  assert.equal(likenessOf('{"a":1,"b":2}'), likenessOf('{"b":2,"a":1}'))
  assert.notEqual(likenessOf('{"a":1}'), likenessOf('{"a":2}'))
  assert.notEqual(likenessOf('aab'), likenessOf('ab'))
})

test('equal defaults in another order are found, though their texts differ', async (t) => {
  const { registry } = await startRegistryOnStore(t)
  const withDefault = (value: string) => ({
    schema: `{"type":"record","name":"R","fields":[{"name":"m","type":{"type":"map","values":"int"},"default":${value}}]}`,
  })
  await registry.register('s', withDefault('{"a":1,"b":2}'))
  assert.equal((await registry.register('s', withDefault('{"b":2,"a":1}'))).version, 1)
})

test('a registration in a long history parses none of it, unless it must be compared', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.setConfig('s', { compatibilityLevel: 'NONE' })
  for (let index = 0; index < 20; index++) await registry.register('s', recordWith(`field${index}x`))
  let parsed = 0
  const parse: typeof avro.parse = (source) => {
    parsed++
    return avro.parse(source)
  }
  const formats = new Map([[avro.type, { ...avro, parse }]])
  const fresh = new Registry({ store: store.schemas, formats, now: () => 0, logger: silentLogger })
  assert.equal((await fresh.register('s', recordWith('another'))).version, 21)
  assert.equal(parsed, 1)
})
