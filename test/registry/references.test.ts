/** Schemas that need other schemas. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { A1, BASE, REF } from './fixtures.ts'
import { startRegistry, startRegistryOnStore } from './start-registry.ts'

test('a schema is registered with what it refers to, and keeps the short name', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  const { schemaId, guid, schema, references } = await registry.register('base', BASE)
  assert.equal(schemaId, 2)
  assert.equal(schema, BASE.schema.replace('"com.example.Ref"', '"Ref"'))
  assert.equal(guid, 'b935cba5-df88-5675-f62b-d2f5eb6effda')
  assert.deepEqual(references, BASE.references)
  assert.deepEqual(await registry.referencedBy('ref', 1), [2])
})

const broken: [title: string, reference: object, message: RegExp][] = [
  [
    'a subject that is not there',
    { name: 'com.example.Ref', subject: 'bad', version: 100 },
    /^No schema reference found for subject "bad" and version 100$/,
  ],
  [
    'a version that is not there',
    { name: 'com.example.Ref', subject: 'ref', version: 2 },
    /^No schema reference found for subject "ref" and version 2$/,
  ],
  ['no subject', { name: 'com.example.Ref', version: 1 }, /^Invalid schema: each reference needs a name/],
  ['no version', { name: 'com.example.Ref', subject: 'ref' }, /^Invalid schema: each reference needs a name/],
]

for (const [title, reference, message] of broken)
  test(`a reference with ${title} is refused with 42201`, async (t) => {
    const registry = await startRegistry(t)
    await registry.register('ref', REF)
    // What a client sends need not be complete.
    const references = [reference as (typeof BASE.references)[number]]
    await assert.rejects(registry.register('base', { ...BASE, references }), { code: 42201, message })
    assert.deepEqual(await registry.subjects(), ['ref'])
  })

test('version -1 of a reference is stored as the number that it means', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  const latest = [{ name: 'com.example.Ref', subject: 'ref', version: -1 }]
  const { references } = await registry.register('base', { ...BASE, references: latest })
  assert.deepEqual(references, BASE.references)
  assert.equal((await registry.register('base', { ...BASE, references: latest })).created, false)
})

test('references are resolved depth first, through schemas that have some themselves', async (t) => {
  const registry = await startRegistry(t)
  const record = (name: string, type: string) => ({
    schema: `{"type":"record","name":"${name}","fields":[{"name":"f","type":"${type}"}]}`,
  })
  await registry.register('c', record('C', 'long'))
  await registry.register('b', { ...record('B', 'C'), references: [{ name: 'C', subject: 'c', version: 1 }] })
  const a = { ...record('A', 'B'), references: [{ name: 'B', subject: 'b', version: 1 }] }
  const { version } = await registry.register('a', a)
  assert.equal(version, 1)
  assert.equal((await registry.lookup('a', a)).version, 1)
  assert.deepEqual(await registry.referencedBy('c', 'latest'), [2])
})

test('a referenced version is not deleted while an active schema needs it', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('base', BASE)
  await assert.rejects(registry.deleteVersion('ref', 1), {
    code: 42206,
    message: 'One or more references exist to the schema {magic=1,keytype=SCHEMA,subject=ref,version=1}.',
  })
  await registry.deleteVersion('base', 1)
  assert.deepEqual(await registry.referencedBy('ref', 1), [])
  assert.deepEqual(await registry.referencedBy('ref', 1, { deleted: true }), [2])
  assert.equal(await registry.deleteVersion('ref', 1), 1)
  await assert.rejects(registry.deleteVersion('ref', 1, { permanent: true }), { code: 42206 })
})

test('a new schema may not refer to a soft-deleted version, not even one that was registered before', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('base', BASE)
  await registry.deleteSubject('base')
  await registry.deleteSubject('ref')
  await assert.rejects(registry.register('base', BASE), { code: 42201, message: /^No schema reference found/ })
  assert.equal((await registry.lookup('base', BASE, { deleted: true })).version, 1)
})

test('a soft-deleted version that is referenced stays when its content is registered again', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('base', BASE)
  await registry.deleteSubject('base')
  await registry.deleteSubject('ref')
  await registry.register('ref', REF)
  assert.deepEqual(await registry.versions('ref', { deleted: true }), [1, 2])
})

test('the same text with other references is another schema', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('other', REF)
  await registry.register('base', BASE)
  const references = [{ name: 'com.example.Ref', subject: 'other', version: 1 }]
  const { version, schemaId } = await registry.register('base', { ...BASE, references })
  assert.deepEqual({ version, schemaId }, { version: 2, schemaId: 3 })
})

test('a schema sent with everything written into it is the one that refers to it', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('ref', REF)
  await registry.register('base', BASE)
  const inlined = { schema: BASE.schema.replace('"com.example.Ref"', REF.schema) }
  assert.equal((await registry.lookup('base', inlined)).version, 1)
  assert.equal((await registry.register('base', inlined)).version, 1)
})

test('a change within a referenced type is seen by the compatibility check', async (t) => {
  const registry = await startRegistry(t)
  await registry.setConfig('ref', { compatibilityLevel: 'NONE' })
  await registry.register('ref', REF)
  await registry.register('ref', { schema: REF.schema.replace('"string"', '"int"') })
  await registry.register('base', BASE)
  const references = [{ name: 'com.example.Ref', subject: 'ref', version: 2 }]
  await assert.rejects(registry.register('base', { ...BASE, references }), { code: 40901, message: /TYPE_MISMATCH/ })
})

test('referencedBy of what is not there answers 40401 and 40402', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  await assert.rejects(registry.referencedBy('none', 1), { code: 40401 })
  await assert.rejects(registry.referencedBy('s', 2), { code: 40402 })
  assert.deepEqual(await registry.referencedBy('s', 1), [])
})

test('normalize sorts references by subject and drops the second of two equal ones', async (t) => {
  const registry = await startRegistry(t)
  const part = (name: string) => ({ schema: `{"type":"fixed","name":"${name}","size":4}` })
  await registry.register('p', part('P'))
  await registry.register('q', part('Q'))
  const [p, q] = ['p', 'q'].map((subject) => ({ name: subject.toUpperCase(), subject, version: 1 }))
  assert.ok(p && q)
  const request = { schema: '["P","Q"]', references: [q, p, q] }
  assert.deepEqual((await registry.register('u', request, { normalize: true })).references, [p, q])
})

test('a chain of 60 references is resolved', async (t) => {
  const { registry } = await startRegistryOnStore(t)
  await registry.register('s0', { schema: '{"type":"record","name":"R0","fields":[]}' })
  for (let index = 1; index <= 60; index++)
    await registry.register(`s${index}`, {
      schema: `{"type":"record","name":"R${index}","fields":[{"name":"f","type":"R${index - 1}"}]}`,
      references: [{ name: `R${index - 1}`, subject: `s${index - 1}`, version: 1 }],
    })
  assert.equal((await registry.version('s60', 1)).schemaId, 61)
})

/** So many that refer to one schema by names of their own. */
const manyNames = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `r${index}`, subject: 'leaf', version: 1 }))

test('1,000 references are taken, counted with those of references; one more is refused with 42201', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('leaf', A1)
  const count = { code: 42201, key: 'tooManyReferences', message: /more than 1000 references/ }
  await assert.rejects(registry.register('s', { schema: '"int"', references: manyNames(1001) }), count)
  const { schemaId } = await registry.register('many', { schema: '"int"', references: manyNames(1000) })
  assert.deepEqual(await registry.referencedBy('leaf', 1), [schemaId])
  const through = { schema: '"string"', references: [{ name: 'many', subject: 'many', version: 1 }] }
  await assert.rejects(registry.register('s', through), count)
  await assert.rejects(registry.lookup('leaf', through), count)
  assert.equal((await registry.lookup('many', { schema: '"int"', references: manyNames(1000) })).schemaId, schemaId)
})

test('a chain of 500 references is registered, found again and compared', async (t) => {
  const registry = await startRegistry(t)
  t.after(() => registry.close())
  const link = (at: number) => ({
    subject: `l${at}`,
    schema: `{"type":"record","name":"L${at}","fields":[{"name":"f","type":${at > 0 ? `"L${at - 1}"` : '"int"'}}]}`,
    references: at > 0 ? [{ name: `L${at - 1}`, subject: `l${at - 1}`, version: 1 }] : [],
  })
  for (const first of [0, 200, 400]) {
    const batch = Array.from({ length: Math.min(200, 501 - first) }, (_, index) => link(first + index))
    assert.equal((await registry.registerAll(batch)).registered, true)
  }
  assert.equal((await registry.lookup('l500', link(500))).schemaId, 501)
  assert.equal((await registry.checkCompatibility('l500', 'latest', link(500))).isCompatible, true)
})
