/** Schemas that nobody meant: where clients may not register on their own. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, BAD } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

const off = { code: 42290, message: /register it on purpose/ }

test('a registry that takes no schemas from clients still knows those that are there', async (t) => {
  const registry = await startRegistry(t, { autoRegister: false })
  await assert.rejects(registry.register('s', A1), off)
  const first = await registry.register('s', A1, { deliberate: true })
  assert.equal(first.version, 1)
  assert.equal((await registry.register('s', A1)).version, 1)
  await assert.rejects(registry.register('s', A2), off)
  assert.equal((await registry.registerAll([{ subject: 's', ...A2 }])).registered, true)
  assert.equal((await registry.register('s', A2)).version, 2)
})

test('what is wrong with a schema is told before that it was not meant', async (t) => {
  const registry = await startRegistry(t, { autoRegister: false })
  await assert.rejects(registry.register('s', BAD), { code: 42201 })
  await registry.setMode('closed', 'READONLY')
  await assert.rejects(registry.register('closed', A1), { code: 42205 })
})

test('an import is not asked', async (t) => {
  const registry = await startRegistry(t, { autoRegister: false })
  await registry.setMode('s', 'IMPORT')
  assert.equal((await registry.register('s', { ...A1, id: 7, version: 1 })).schemaId, 7)
})

test('the subject says it, or its longest prefix, or its context, or the last resort, or the setting', async (t) => {
  const registry = await startRegistry(t)
  const refuses = (subject: string) => assert.rejects(registry.register(subject, A1), off, subject)
  const takes = async (subject: string) => assert.equal((await registry.register(subject, A1)).version, 1, subject)
  await takes('free')
  await registry.setConfig(undefined, {
    autoRegister: false,
    autoRegisterByPrefix: { 'sandbox-': true, 'sandbox-prod-': false },
  })
  await refuses('orders')
  await takes('sandbox-a')
  await refuses('sandbox-prod-a')
  await registry.setConfig('orders', { autoRegister: true })
  await takes('orders')
  await takes(':.ctx:orders')
  await registry.setConfig(':.__GLOBAL:', { autoRegister: false })
  await refuses(':.ctx:payments')
  await registry.setConfig(':.ctx:', { autoRegister: true })
  await takes(':.ctx:payments')
  await registry.setConfig(undefined, { autoRegister: null, autoRegisterByPrefix: null })
  await refuses('payments')
  await registry.deleteConfig(':.__GLOBAL:')
  await takes('payments')
})

test('a config of a subject that says other things does not let it in', async (t) => {
  const registry = await startRegistry(t, { autoRegister: false })
  await registry.setConfig('s', { compatibilityLevel: 'NONE' })
  await assert.rejects(registry.register('s', A1), off)
})

test('a config has 100 prefixes at most', async (t) => {
  const registry = await startRegistry(t)
  const autoRegisterByPrefix = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`p${index}`, false]))
  await assert.rejects(registry.setConfig(undefined, { autoRegisterByPrefix }), { code: 42295 })
})
