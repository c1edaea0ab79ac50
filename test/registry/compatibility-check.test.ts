/** The compatibility endpoint: the question without the registration. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, A2X, BAD } from './fixtures.ts'
import { startRegistry } from './start-registry.ts'

const compatible = { isCompatible: true, messages: [], findings: [] }

test('an unknown subject is compatible with everything, except with a version that is not there', async (t) => {
  const registry = await startRegistry(t)
  assert.deepEqual(await registry.checkCompatibility('none', 'latest', A1), compatible)
  assert.deepEqual(await registry.checkCompatibility('none', undefined, A1), compatible)
  await assert.rejects(registry.checkCompatibility('none', 1, A1), { code: 40402 })
})

test('the messages are those of the refusal', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  assert.deepEqual(await registry.checkCompatibility('s', 'latest', A2), compatible)
  const { isCompatible, messages, findings } = await registry.checkCompatibility('s', 'latest', A2X)
  assert.equal(isCompatible, false)
  assert.deepEqual(messages, [
    "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'f2'}",
    '{oldSchemaVersion: 1}',
    `{oldSchema: '${A1.schema}'}`,
    "{validateFields: 'false', compatibility: 'BACKWARD'}",
  ])
  assert.deepEqual(
    findings.map(({ kind, path, oldVersion }) => ({ kind, path, oldVersion })),
    [{ kind: 'READER_FIELD_MISSING_DEFAULT_VALUE', path: '/fields/1', oldVersion: 1 }],
  )
  const refusal = await registry.register('s', A2X).catch((error: Error) => error)
  assert.ok(refusal instanceof Error && refusal.message.endsWith(`details: [${messages.join(', ')}]`))
})

test('one version is compared alone, whatever the level; all of them by the level', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', { compatibilityLevel: 'NONE' })
  await registry.register('s', A1)
  await registry.register('s', A2X)
  await registry.setConfig('s', { compatibilityLevel: 'BACKWARD_TRANSITIVE' })
  assert.equal((await registry.checkCompatibility('s', 2, A2X)).isCompatible, true)
  assert.equal((await registry.checkCompatibility('s', 1, A2X)).isCompatible, false)
  assert.equal((await registry.checkCompatibility('s', undefined, A2X)).isCompatible, false)
  await registry.setConfig('s', { compatibilityLevel: 'BACKWARD' })
  assert.equal((await registry.checkCompatibility('s', undefined, A2X)).isCompatible, true)
})

test('soft-deleted versions are never compared', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.deleteVersion('s', 1)
  assert.deepEqual(await registry.checkCompatibility('s', 'latest', A2X), compatible)
  assert.deepEqual(await registry.checkCompatibility('s', undefined, A2X), compatible)
  await assert.rejects(registry.checkCompatibility('s', 1, A2X), { code: 40402 })
})

test('checks come in order: the version element, the version, the schema', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.checkCompatibility('s', 'earliest', BAD), { code: 42202 })
  await assert.rejects(registry.checkCompatibility('s', 100, BAD), { code: 40402, message: 'Version 100 not found.' })
  await assert.rejects(registry.checkCompatibility('s', 'latest', BAD), { code: 42201 })
})

test('with verbose an invalid schema is an answer', async (t) => {
  const registry = await startRegistry(t)
  const invalid = await registry.checkCompatibility('s', 'latest', BAD, { verbose: true })
  assert.equal(invalid.isCompatible, false)
  assert.match(invalid.messages[0] ?? '', /^Invalid schema /)
  const missing = { ...A1, references: [{ name: 'X', subject: 'x', version: 1 }] }
  const unresolved = await registry.checkCompatibility('s', 'latest', missing, { verbose: true })
  assert.match(unresolved.messages[0] ?? '', /^No schema reference found/)
  await assert.rejects(registry.checkCompatibility('s', 'x', BAD, { verbose: true }), { code: 42202 })
})

test('a check writes nothing', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await registry.checkCompatibility('s', 'latest', A2)
  assert.deepEqual(await registry.versions('s'), [1])
  await assert.rejects(registry.schemaById(2), { code: 40403 })
})

test('LENIENT accepts an optional property of an open JSON Schema, STRICT does not', async (t) => {
  const registry = await startRegistry(t)
  const json = (schema: object) => ({ schema: JSON.stringify(schema), schemaType: 'JSON' })
  await registry.register('s', json({ type: 'object', properties: { a: { type: 'string' } } }))
  const added = json({ type: 'object', properties: { a: { type: 'string' }, b: { type: 'string' } } })
  assert.equal((await registry.checkCompatibility('s', 'latest', added)).isCompatible, false)
  await registry.setConfig('s', { compatibilityPolicy: 'LENIENT' })
  assert.equal((await registry.checkCompatibility('s', 'latest', added)).isCompatible, true)
})

/** A record of so many fields of one type. */
function wide(fieldCount: number, type: string, doc = 'x') {
  const fields = Array.from({ length: fieldCount }, (_, index) => ({ name: `f${index}`, type }))
  return { schema: JSON.stringify({ type: 'record', name: 'R', doc, fields }) }
}

test('where no more findings would be listed, no more versions are compared', async (t) => {
  const registry = await startRegistry(t, { schemaTimeoutMs: 60_000 })
  t.after(() => registry.close())
  await registry.setConfig('s', { compatibilityLevel: 'BACKWARD_TRANSITIVE' })
  for (const doc of 'abcd') await registry.register('s', wide(600, 'string', doc))
  const { findings, messages } = await registry.checkCompatibility('s', undefined, wide(600, 'int'))
  assert.equal(findings.length, 1001)
  assert.equal(
    findings.at(-1)?.description,
    '200 more findings are not listed. 2 more versions were not compared, as no more findings are listed.',
  )
  assert.equal(messages.length, 600 + 3)
})

test('of reserved fields that are gone 1,000 are told, however many there were', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', { validateFields: true, compatibilityLevel: 'NONE' })
  const names = Array.from({ length: 5000 }, (_, index) => `r${index}`).join()
  await registry.register('s', { ...A1, metadata: { properties: { 'confluent:reserved': names } } })
  const other = { ...A2, metadata: { properties: { 'confluent:reserved': '' } } }
  const { findings, messages } = await registry.checkCompatibility('s', undefined, other)
  assert.equal(findings.length, 1001)
  assert.equal(findings.at(-1)?.description, '4000 more findings are not listed.')
  assert.equal(messages.length, 1001)
})

test('the reasons of a verbose answer come with what explains them, out of a thread', async (t) => {
  const registry = await startRegistry(t, { schemaTimeoutMs: 60_000 })
  t.after(() => registry.close())
  await registry.register('s', wide(3, 'string'))
  const { findings } = await registry.checkCompatibility('s', 'latest', wide(3, 'int'), { verbose: true })
  assert.deepEqual(
    findings.map(({ rule }) => rule),
    Array.from({ length: 3 }, () => 'docs/rules.md#avro-type_mismatch'),
  )
})
