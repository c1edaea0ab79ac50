/** Reads as of an earlier time: what was answered then is answered again. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Registry } from '../../src/registry/index.ts'
import { A1, A2, AI, recordWith } from './fixtures.ts'
import { someTime, startRegistry, startRegistryOnStore } from './start-registry.ts'

const subjects = ['a', 'b', ':.ctx:a']
const scopes = [undefined, ':.ctx:', ':.__GLOBAL:', ...subjects]

/** An answer, or the code of its refusal. */
async function answer(asking: Promise<unknown>): Promise<unknown> {
  try {
    return await asking
  } catch (error) {
    return (error as { code: unknown }).code
  }
}

/** Everything that can be asked of a time. */
async function everything(registry: Registry, asOf?: string) {
  const at = asOf === undefined ? {} : { asOf }
  const answers: Record<string, unknown> = {}
  for (const deleted of [false, true]) {
    answers[`subjects ${deleted}`] = await answer(registry.subjects({ deleted, ...at }))
    for (const subject of subjects) {
      const name = `${subject} ${deleted}`
      answers[`versions ${name}`] = await answer(registry.versions(subject, { deleted, ...at }))
      for (const version of ['latest', 1, 2, 3])
        answers[`version ${name} ${version}`] = await answer(registry.version(subject, version, { deleted, ...at }))
    }
  }
  for (const scope of scopes)
    for (const defaultToGlobal of [false, true]) {
      answers[`config ${scope} ${defaultToGlobal}`] = await answer(registry.config(scope, { defaultToGlobal, ...at }))
      answers[`mode ${scope} ${defaultToGlobal}`] = await answer(registry.mode(scope, { defaultToGlobal, ...at }))
    }
  return answers
}

const subject = fc.constantFrom(...subjects)
const scope = fc.constantFrom(...scopes)
type Act = (registry: Registry) => Promise<unknown>

const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(subject, fc.constantFrom(A1, A2, AI)).map(register) },
  { weight: 2, arbitrary: fc.tuple(subject, fc.constantFrom(1, 2, 3), fc.boolean()).map(removeVersion) },
  { weight: 2, arbitrary: fc.tuple(subject, fc.boolean()).map(removeSubject) },
  fc.tuple(scope, fc.constantFrom('FULL', 'NONE')).map(configure),
  fc.tuple(scope, fc.constantFrom('READWRITE', 'IMPORT')).map(changeMode),
  scope.map((at) => async (registry: Registry) => registry.deleteConfig(at)),
  fc.tuple(scope, fc.boolean()).map(
    ([at, recursive]) =>
      (registry: Registry) =>
        registry.deleteMode(at, { recursive }),
  ),
)

function register([at, schema]: [string, { schema: string }]): Act {
  return (registry) => registry.register(at, schema, { force: true })
}

function removeVersion([at, version, permanent]: [string, number, boolean]): Act {
  return (registry) => registry.deleteVersion(at, version, { permanent })
}

function removeSubject([at, permanent]: [string, boolean]): Act {
  return (registry) => registry.deleteSubject(at, { permanent })
}

function configure([at, compatibilityLevel]: [string | undefined, string]): Act {
  return (registry) => registry.setConfig(at, { compatibilityLevel })
}

function changeMode([at, mode]: [string | undefined, string]): Act {
  return (registry) => registry.setMode(at, mode)
}

test('whatever was written since, each moment is answered as it was', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 4, maxLength: 10 }), async (steps) => {
      const { registry, store } = await startRegistryOnStore(t)
      const moments = new Map([[0, await everything(registry)]])
      for (const step of steps) {
        await answer(step(registry))
        moments.set(await store.schemas.findLastSequence(), await everything(registry))
      }
      for (const [sequence, then] of moments)
        assert.deepEqual(await everything(registry, `sequence:${sequence}`), then, `after change ${sequence}`)
      await store.close()
    }),
    { numRuns: 6 },
  )
})

test('a time is the last change until then, to the millisecond and in any spelling', async (t) => {
  let now = someTime
  const registry = await startRegistry(t, { now: () => now })
  await registry.register('s', A1)
  now += 1000
  await registry.register('s', A2)
  const versions = (asOf: string) => answer(registry.versions('s', { asOf }))
  assert.deepEqual(await versions('2025-12-31T23:59:59Z'), 40401)
  assert.deepEqual(await versions('2026-01-01T00:00:00Z'), [1])
  assert.deepEqual(await versions('2026-01-01T00:00:00.999Z'), [1])
  assert.deepEqual(await versions('2026-01-01T01:00:01+01:00'), [1, 2])
  assert.deepEqual(await versions(String(someTime + 999)), [1])
  assert.deepEqual(await versions(String(someTime + 1000)), [1, 2])
  assert.deepEqual(await versions('sequence:1'), [1])
  assert.deepEqual(await versions('sequence:99'), [1, 2])
  assert.deepEqual(await versions(''), [1, 2])
})

test('where clocks disagree, a change counts with all that were committed before it', async (t) => {
  let now = someTime
  const registry = await startRegistry(t, { now: () => now })
  await registry.register('s', A1)
  now -= 500
  await registry.register('s', A2)
  assert.deepEqual(await registry.versions('s', { asOf: String(someTime - 500) }), [1, 2])
})

for (const text of [
  '2026-02-30T00:00:00Z',
  'yesterday',
  '2026-01-01',
  '2026-13-01T00:00:00Z',
  '-1',
  'sequence:',
  'sequence:x',
  '1e3',
])
  test(`asOf=${text} is refused with 42294`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.subjects({ asOf: text }), { code: 42294 })
  })

test('a schema that is gone for good is there again as it was, with references, metadata and rules', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('r', { schema: '{"type":"record","name":"R","fields":[]}' })
  const registered = await registry.register('s', {
    schema: '{"type":"array","items":"R"}',
    references: [{ name: 'R', subject: 'r', version: 1 }],
    metadata: { properties: { owner: 'team' } },
  })
  for (const subject of ['s', 'r'])
    for (const permanent of [false, true]) await registry.deleteSubject(subject, { permanent })
  await assert.rejects(registry.schemaById(registered.schemaId), { code: 40403 })
  const { created, ...then } = registered
  assert.deepEqual(await registry.version('s', 'latest', { asOf: 'sequence:2' }), then)
})

test('another form of a text is made of what its references were then, also where all of it is gone', async (t) => {
  const registry = await startRegistry(t)
  const part = (field: string) => `{"type":"record","name":"R","fields":[{"name":"${field}","type":"int"}]}`
  await registry.register('r', { schema: part('old') })
  const references = [{ name: 'R', subject: 'r', version: 1 }]
  await registry.register('s', { schema: '{"type":"array","items":"R"}', references })
  for (const subject of ['s', 'r'])
    for (const permanent of [false, true]) await registry.deleteSubject(subject, { permanent })
  await registry.register('r', { schema: part('new') })
  const { schema } = await registry.version('s', 1, { asOf: 'sequence:2', format: 'resolved' })
  assert.equal(schema, `{"type":"array","items":${part('old')}}`)
})

test('an id that means something else by now is read as what it was', async (t) => {
  const registry = await startRegistry(t)
  await registry.register(':.ctx:s', A1)
  for (const permanent of [false, true]) await registry.deleteSubject(':.ctx:s', { permanent })
  await registry.deleteContext('.ctx')
  const again = await registry.register(':.ctx:s', recordWith('other'))
  assert.equal(again.schemaId, 1)
  assert.equal((await registry.version(':.ctx:s', 1, { asOf: 'sequence:1' })).schema, A1.schema)
  assert.equal((await registry.version(':.ctx:s', 1)).schema, again.schema)
})

test('a registration from before the log kept schemas is read where it is, or from its removal', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  const [change] = await store.schemas.loadChanges(0, 1)
  const [version] = await store.schemas.loadVersions({ context: '.', subject: 's' })
  assert.ok(change && version)
  const legacy = { ...version, subject: 'legacy', schemaId: 1 }
  await store.schemas.transaction(['.'], async (transaction) => {
    await transaction.insertVersion(legacy, [])
    const { guid, schemaType } = change.after as { guid: string; schemaType: string }
    const target = { context: '.', subject: 'legacy', version: 1 }
    await transaction.appendChange({ ...change, target, after: { schemaId: 1, guid, schemaType } })
  })
  const then = async () => (await registry.version('legacy', 1, { asOf: 'sequence:2' })).schema
  assert.equal(await then(), A1.schema)
  for (const subject of ['s', 'legacy'])
    for (const permanent of [false, true]) await registry.deleteSubject(subject, { permanent })
  assert.equal(await then(), A1.schema)
})
