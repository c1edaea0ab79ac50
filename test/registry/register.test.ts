/** Registering: ids, versions, idempotence, and what is refused with which code. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, A2, A2X, AI, BAD } from './fixtures.ts'
import { someTime, startRegistry } from './start-registry.ts'

test('the first registration gets id 1 and version 1, and again the same', async (t) => {
  const registry = await startRegistry(t)
  const first = await registry.register('s', A1)
  assert.deepEqual(first, {
    subject: 's',
    version: 1,
    schemaId: 1,
    guid: 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d',
    schemaType: 'AVRO',
    schema: A1.schema,
    references: [],
    createdAt: someTime,
    deleted: false,
    created: true,
  })
  assert.deepEqual(await registry.register('s', A1), { ...first, created: false })
  assert.deepEqual(await registry.versions('s'), [1])
})

test('a text is stored in its canonical form, whatever spaces it came with', async (t) => {
  const registry = await startRegistry(t)
  const { schema, guid } = await registry.register('t', { schema: '{   "type":   "string"}' })
  assert.equal(schema, '"string"')
  assert.equal(guid, '095d71cf-1255-6b9d-5e33-0ad575b3df5d')
  assert.equal((await registry.register('t', { schema: '"string"' })).version, 1)
})

test('the same schema has one id in all subjects, and different ones count up', async (t) => {
  const registry = await startRegistry(t)
  const ids = []
  for (const [subject, schema] of [
    ['a', A1],
    ['b', A1],
    ['a', A2],
    ['b', A2],
    ['c', AI],
  ] as const) {
    const { schemaId, version } = await registry.register(subject, schema)
    ids.push([schemaId, version])
  }
  assert.deepEqual(ids, [
    [1, 1],
    [1, 1],
    [2, 2],
    [2, 2],
    [3, 1],
  ])
})

test('a schema that breaks the level is refused with 40901 and its reason', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.register('s', A2X), {
    code: 40901,
    message:
      /^Schema being registered is incompatible with an earlier schema for subject "s", details: \[.*READER_FIELD_MISSING_DEFAULT_VALUE/,
  })
  assert.deepEqual(await registry.versions('s'), [1])
})

test('force registers a schema that breaks the level', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  assert.equal((await registry.register('s', A2X, { force: true })).version, 2)
})

const invalid: [title: string, request: { schema?: string; schemaType?: string }, message: RegExp][] = [
  ['a default that does not fit', BAD, /^Invalid schema /],
  ['a type that does not exist', { schema: A1.schema.replace('"string"', '"str"') }, /^Invalid schema .*str/],
  [
    'a text that is no schema',
    { schema: 'non-avro schema string' },
    /^Invalid schema non-avro schema string with refs/,
  ],
  ['an unknown schema type', { ...A1, schemaType: 'XML' }, /^Invalid schema type XML$/],
  ['no text at all', {}, /^Empty schema$/],
  ['a blank text', { schema: '  ' }, /^Empty schema$/],
]

for (const [title, request, message] of invalid)
  test(`${title} is refused with 42201, and no subject appears`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.register('s', request), { code: 42201, message })
    assert.deepEqual(await registry.subjects(), [])
  })

test('a very long text is shortened in the message of its refusal', async (t) => {
  const registry = await startRegistry(t)
  const refusal = await registry.register('s', { schema: `{"type":"${'x'.repeat(100_000)}"}` }).catch(String)
  assert.ok(String(refusal).length < 250_000)
})

test('validateNewSchemas=false takes a default that does not fit', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('s', { validateNewSchemas: false })
  assert.equal((await registry.register('s', BAD)).version, 1)
  await registry.setConfig('s', { validateNewSchemas: true })
  const again = await registry.register('s', BAD)
  assert.equal(again.created, false, 'what is there already is not judged again')
})

test('normalize stores the normalised text, so that only order differs no more', async (t) => {
  const registry = await startRegistry(t)
  const decimal = '{"type":"bytes","scale":4,"precision":17,"logicalType":"decimal"}'
  const { schema } = await registry.register('s', { schema: decimal }, { normalize: true })
  assert.equal(schema, '{"type":"bytes","logicalType":"decimal","precision":17,"scale":4}')
  await registry.setConfig('t', { normalize: true })
  assert.equal((await registry.register('t', { schema: decimal })).schemaId, 1)
})

test('a version that is asked for must be the next one', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.register('s', { ...A2, version: 3 }), {
    code: 42201,
    message: /^Version is not one more than previous version/,
  })
  const { schemaId, version, metadata } = await registry.register('s', { ...A2, version: 2 })
  assert.deepEqual(
    { schemaId, version, metadata },
    { schemaId: 2, version: 2, metadata: { properties: { 'confluent:version': '2' } } },
  )
})

test('version -1 asks for whatever is next', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  const { version, metadata } = await registry.register('s', { ...A2, version: -1 })
  assert.equal(version, 2)
  assert.deepEqual(metadata, { properties: { 'confluent:version': '2' } })
})

test('an id is only taken in mode IMPORT; -1 is no id', async (t) => {
  const registry = await startRegistry(t)
  await assert.rejects(registry.register('s', { ...A1, id: 1, version: 1 }), {
    code: 42205,
    message: 'Subject s in context  is not in import mode',
  })
  assert.equal((await registry.register('s', { ...A1, id: -1 })).schemaId, 1)
})

test('a schema that is equal in meaning is the same version, though its text differs', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', { schema: '{"type":"string","b":1,"a":2}' })
  const again = await registry.register('s', { schema: '{"type":"string","a":2,"b":1}' })
  assert.equal(again.version, 1)
  assert.equal(again.schema, '{"type":"string","b":1,"a":2}')
})

test('one content of two types is refused with 42205, because the type is no part of it', async (t) => {
  const registry = await startRegistry(t)
  const text = '{"type":"string","logicalType":"uuid"}'
  await registry.register('a', { schema: text })
  await assert.rejects(registry.register('j', { schema: text, schemaType: 'JSON' }), {
    code: 42205,
    message: 'Overwrite new schema with id 1 in context  is not permitted.',
  })
})

test('another type is incompatible, unless the level is NONE', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  const json = { schema: '{"type":"object"}', schemaType: 'JSON' }
  await assert.rejects(registry.register('s', json), {
    code: 40901,
    message:
      'Schema being registered is incompatible with an earlier schema for subject "s", details: ' +
      "[Incompatible because of different schema type, {validateFields: 'false', compatibility: 'BACKWARD'}]",
  })
  await registry.setConfig('s', { compatibilityLevel: 'NONE' })
  assert.equal((await registry.register('s', json)).version, 2)
})

test('text that a database cannot keep as it is is refused with 42201, and its escaped form is kept', async (t) => {
  const registry = await startRegistry(t)
  const documented = (doc: string) => ({ schema: `{"type":"record","name":"R","doc":"${doc}","fields":[]}` })
  const protobuf = { schema: '// \0\nsyntax = "proto3"; message A {}', schemaType: 'PROTOBUF' }
  await assert.rejects(registry.register('s', documented('\ud800')), {
    code: 42201,
    message: /half of a surrogate pair/,
  })
  await assert.rejects(registry.register('s', documented('\0')), { code: 42201, message: /NUL character/ })
  await assert.rejects(registry.register('s', protobuf), { code: 42201, message: /NUL character/ })
  const kept = await registry.register('s', documented('\\ud800 \\u0000 🚀'))
  assert.equal((await registry.version('s', 1)).schema, kept.schema)
})
