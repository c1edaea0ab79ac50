/** Configs: a patch, its scopes, and what holds in the end. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigPatch } from '../../src/registry/index.ts'
import { A1, A2X, recordWith } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

test('the global level is BACKWARD until it is set, and again when it is deleted', async (t) => {
  const registry = await startRegistry(t)
  assert.deepEqual(await registry.config(), { compatibilityLevel: 'BACKWARD' })
  assert.deepEqual(await registry.setConfig(undefined, { compatibilityLevel: 'forward' }), {
    compatibilityLevel: 'FORWARD',
  })
  assert.deepEqual(await registry.config(), { compatibilityLevel: 'FORWARD' })
  assert.deepEqual(await registry.deleteConfig(), { compatibilityLevel: 'FORWARD' })
  assert.deepEqual(await registry.config(), { compatibilityLevel: 'BACKWARD' })
  assert.deepEqual(await registry.deleteConfig(), { compatibilityLevel: 'BACKWARD' })
})

test('the default level is that of the process', async (t) => {
  const registry = await startRegistry(t, { defaultLevel: 'FULL' })
  assert.deepEqual(await registry.config(), { compatibilityLevel: 'FULL' })
  assert.equal((await registry.effectiveConfig('s')).compatibilityLevel, 'FULL')
})

test('a subject has no config of its own until one is set', async (t) => {
  const registry = await startRegistry(t)
  await assert.rejects(registry.config('s'), {
    code: 40408,
    message: "Subject 's' does not have subject-level compatibility configured",
  })
  await assert.rejects(registry.deleteConfig('s'), { code: 40401 })
  await registry.setConfig('s', { compatibilityLevel: 'FORWARD' })
  assert.deepEqual(await registry.config('s'), { compatibilityLevel: 'FORWARD' })
  assert.deepEqual(await registry.deleteConfig('s'), { compatibilityLevel: 'FORWARD' })
  assert.deepEqual(await registry.config('s', { defaultToGlobal: true }), { compatibilityLevel: 'BACKWARD' })
})

test('a patch keeps what it does not name, and null clears', async (t) => {
  const registry = await startRegistry(t)
  const both = { compatibilityGroup: 'application.version', validateFields: true }
  assert.deepEqual(await registry.setConfig(undefined, both), both)
  assert.deepEqual(await registry.setConfig(undefined, { compatibilityGroup: null }), { validateFields: true })
  assert.deepEqual(await registry.setConfig(undefined, {}), { validateFields: true })
  assert.deepEqual(await registry.setConfig(undefined, { validateFields: null }), {})
})

const refused: [title: string, subject: string, patch: ConfigPatch, code: number][] = [
  ['an unknown level', 's', { compatibilityLevel: 'FOO' }, 42203],
  ['a rule without a name', 's', { defaultRuleSet: { domainRules: [rule('')] } }, 42210],
  ['a subject with a bad name', 'a\nb', { compatibilityLevel: 'FULL' }, 42208],
  ['a bad level before a bad name', 'a\nb', { compatibilityLevel: 'FOO' }, 42203],
]

function rule(name: string) {
  return { name, kind: 'CONDITION', mode: 'WRITE', type: 'CEL', disabled: false } as const
}

for (const [title, subject, patch, code] of refused)
  test(`${title} is refused with ${code}, and nothing is set`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.setConfig(subject, patch), { code })
    assert.deepEqual(await registry.config(subject, { defaultToGlobal: true }), { compatibilityLevel: 'BACKWARD' })
  })

test('an unknown policy vanishes, a known one is kept', async (t) => {
  const registry = await startRegistry(t)
  assert.deepEqual(await registry.setConfig('s', { compatibilityPolicy: 'odd' }), {})
  assert.deepEqual(await registry.setConfig('s', { compatibilityPolicy: 'lenient' }), {
    compatibilityPolicy: 'LENIENT',
  })
})

test('a subject takes the config of its context, or else that of last resort', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.register('s', A2X), { code: 40901 })
  await registry.setConfig(':.__GLOBAL:', { compatibilityLevel: 'NONE' })
  assert.deepEqual(await registry.config(undefined, { defaultToGlobal: true }), { compatibilityLevel: 'NONE' })
  assert.deepEqual(await registry.config(), { compatibilityLevel: 'BACKWARD' })
  await registry.setConfig(undefined, { compatibilityLevel: 'BACKWARD' })
  await assert.rejects(registry.register('s', A2X), { code: 40901 })
  await registry.setConfig(':.:', { compatibilityLevel: null })
  await registry.deleteConfig()
  assert.equal((await registry.register('s', A2X)).version, 2)
})

test('contexts other than the default one do not see the global config', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig(undefined, { compatibilityLevel: 'NONE' })
  assert.equal((await registry.effectiveConfig('s')).compatibilityLevel, 'NONE')
  assert.equal((await registry.effectiveConfig(':.ctx:s')).compatibilityLevel, 'BACKWARD')
  await registry.setConfig(':.ctx:', { compatibilityLevel: 'FULL' })
  assert.equal((await registry.effectiveConfig(':.ctx:s')).compatibilityLevel, 'FULL')
  assert.deepEqual(await registry.config(':.ctx:s', { defaultToGlobal: true }), { compatibilityLevel: 'FULL' })
})

test('a subject with its own config inherits some fields of the global one, its level not', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig(undefined, {
    compatibilityLevel: 'NONE',
    normalize: true,
    alias: 'x',
    compatibilityGroup: 'g',
  })
  await registry.setConfig('s', { compatibilityGroup: 'own' })
  assert.deepEqual(await registry.effectiveConfig('s'), {
    compatibilityLevel: 'BACKWARD',
    normalize: true,
    compatibilityGroup: 'own',
  })
})

test('an alias leads to the subject that it names, one hop, within its context', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('a', { alias: 'b' })
  await registry.setConfig('b', { alias: 'c' })
  await registry.setConfig(':.ctx:a', { alias: 'b' })
  await registry.setConfig(':.ctx:q', { alias: ':.other:b' })
  assert.equal(await registry.resolveAlias('a'), 'b')
  assert.equal(await registry.resolveAlias(':.ctx:a'), ':.ctx:b')
  assert.equal(await registry.resolveAlias(':.ctx:q'), ':.other:b')
  assert.equal(await registry.resolveAlias('none'), 'none')
  await registry.setConfig(undefined, { alias: 'global' })
  assert.equal(await registry.resolveAlias(''), '')
})

test('compatibility is checked within the group of the same value', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', { compatibilityGroup: 'major' })
  const major = (value: string) => ({ metadata: { properties: { major: value } } })
  await registry.register('s', { ...A1, ...major('1') })
  await registry.register('s', { ...A2X, ...major('2') })
  assert.equal((await registry.register('s', { ...recordWith('g'), ...major('1') })).version, 3)
  const broken = { schema: A2X.schema.replace('f2', 'f3'), ...major('1') }
  await assert.rejects(registry.register('s', broken), { code: 40901, message: /oldSchemaVersion: 3/ })
})

test('config of the default context and of last resort are different scopes of one call', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('', { compatibilityLevel: 'FULL' })
  assert.deepEqual(await registry.config(), { compatibilityLevel: 'FULL' })
  await assert.rejects(registry.config(':.__GLOBAL:'), { code: 40408 })
})
