/** Metadata and rules: part of the content, inherited, merged, checked. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rule, RuleSet } from '../../src/registry/index.ts'
import { A1, A2 } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

const rule: Rule = { name: 'check', kind: 'CONDITION', mode: 'WRITE', type: 'CEL', expr: 'true', disabled: false }

test('metadata makes another schema of the same text, with another id and guid', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  const metadata = { properties: { 'application.version': '2' } }
  const { schemaId, version, guid } = await registry.register('s', { ...A1, metadata })
  assert.deepEqual(
    { schemaId, version, guid },
    { schemaId: 2, version: 2, guid: '400798d1-43fb-6021-1873-5b44698e2078' },
  )
  assert.equal((await registry.register('s', { ...A1, metadata })).created, false)
  assert.deepEqual((await registry.schemaById(2)).metadata, metadata)
})

test('metadata comes back with keys and values in order, and __proto__ is a key', async (t) => {
  const registry = await startRegistry(t)
  const properties = JSON.parse('{"z":"1","__proto__":"2","a":"3"}')
  const { metadata } = await registry.register('s', {
    ...A1,
    metadata: { sensitive: ['z', 'a', 'z'], tags: { b: ['y', 'x'], a: ['z'] }, properties },
  })
  assert.equal(
    JSON.stringify(metadata),
    '{"tags":{"a":["z"],"b":["x","y"]},"properties":{"__proto__":"2","a":"3","z":"1"},"sensitive":["a","z"]}',
  )
  assert.equal(JSON.stringify((await registry.version('s', 1)).metadata), JSON.stringify(metadata))
})

test('a request without a text takes that of the latest version', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  const metadata = { properties: { k: 'v' } }
  const { schemaId, version, schema, ...rest } = await registry.register('s', { metadata })
  assert.deepEqual([schemaId, version, schema], [2, 2, A1.schema])
  assert.deepEqual(rest.metadata, metadata)
})

test('metadata and rules that are not sent are those of the version before; metadata that is sent replaces them', async (t) => {
  const registry = await startRegistry(t)
  const ruleSet: RuleSet = { domainRules: [rule] }
  await registry.register('s', { ...A1, metadata: { properties: { a: '1' } }, ruleSet })
  const second = await registry.register('s', A2)
  assert.deepEqual([second.metadata, second.ruleSet], [{ properties: { a: '1' } }, ruleSet])
  assert.equal((await registry.lookup('s', A2)).version, 2)
  assert.equal((await registry.register('s', A2)).version, 2)
  const third = await registry.register('s', { ...A2, metadata: { properties: { b: '2' } } })
  assert.deepEqual(third.metadata, { properties: { b: '2' } })
})

test('the property that names the version follows the version, once it is there', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', { ...A1, version: 1 })
  const { metadata } = await registry.register('s', A2)
  assert.deepEqual(metadata, { properties: { 'confluent:version': '2' } })
  assert.equal((await registry.lookup('s', A2)).version, 2, 'and is not asked of who looks it up')
  assert.equal((await registry.register('s', A2)).created, false)
})

test('default and override metadata of the config frame what was sent', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', {
    defaultMetadata: { properties: { a: 'default', b: 'default' } },
    overrideMetadata: { properties: { c: 'override' } },
  })
  const sent = { properties: { b: 'sent', c: 'sent' } }
  const { metadata } = await registry.register('s', { ...A1, metadata: sent })
  assert.deepEqual(metadata, { properties: { a: 'default', b: 'sent', c: 'override' } })
  assert.equal((await registry.register('s', { ...A1, metadata: sent })).created, false)
})

test('default and override rules are merged by name, the stronger ones last', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', {
    defaultRuleSet: { domainRules: [rule, { ...rule, name: 'extra' }] },
    overrideRuleSet: { domainRules: [{ ...rule, name: 'must' }], enableAt: 'SERVER' },
  })
  const { ruleSet } = await registry.register('s', { ...A1, ruleSet: { domainRules: [{ ...rule, expr: 'false' }] } })
  assert.deepEqual(ruleSet, {
    domainRules: [
      { ...rule, name: 'extra' },
      { ...rule, expr: 'false' },
      { ...rule, name: 'must' },
    ],
    enableAt: 'SERVER',
  })
})

test('schemas are listed by the type of their rules', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('a', A1)
  await registry.register('b', { ...A1, ruleSet: { migrationRules: [{ ...rule, mode: 'UPGRADE', type: 'JSONATA' }] } })
  const listed = await registry.schemas({ ruleType: 'JSONATA' })
  assert.deepEqual(
    listed.map(({ subject }) => subject),
    ['b'],
  )
})

const refused: [ruleSet: RuleSet, message: string][] = [
  [{ domainRules: [{ ...rule, name: '' }] }, 'Empty rule name'],
  [{ domainRules: [{ ...rule, name: 'x'.repeat(257) }] }, 'Rule name too long'],
  [{ domainRules: [{ ...rule, name: '1x' }] }, 'Illegal initial character in rule name: 1x'],
  [{ domainRules: [{ ...rule, name: 'a b' }] }, 'Illegal character in rule name: a b'],
  [{ domainRules: [rule], encodingRules: [rule] }, "Found rule with duplicate name 'check'"],
  [{ domainRules: [{ ...rule, type: '' }] }, 'Missing rule type'],
  [{ domainRules: [{ ...rule, mode: 'UPGRADE' }] }, 'Domain rules can only be WRITE, READ, WRITEREAD'],
  [{ encodingRules: [{ ...rule, mode: 'UPDOWN' }] }, 'Encoding rules can only be WRITE, READ, WRITEREAD'],
  [{ migrationRules: [rule] }, 'Migration rules can only be UPGRADE, DOWNGRADE, UPDOWN'],
  [{ domainRules: [{ ...rule, onFailure: 'DLQ,NONE' }] }, 'Multiple actions only valid with WRITEREAD and UPDOWN'],
]

for (const [ruleSet, message] of refused)
  test(`a rule set is refused with 42210: ${message}`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.register('s', { ...A1, ruleSet }), { code: 42210, message })
    assert.deepEqual(await registry.subjects(), [])
  })
