/** Random operations: the registry answers what a few maps answer. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CompatibilityLevel, compatibilityLevels, Registry, RegistryError } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import type { Store } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { Model, Refusal, types } from './model.ts'
import { startRegistryOnStore } from './start-registry.ts'

const subject = fc.constantFrom('a', 'b', 'c')
const type = fc.constantFrom(...types)
const version = fc.constantFrom(-1, 1, 2, 3, 4)
const id = fc.integer({ min: 1, max: 6 })
const flag = fc.boolean()
const level = fc.option(fc.constantFrom<CompatibilityLevel>(...compatibilityLevels), { nil: undefined })
const scope = fc.constantFrom('a', 'b', '')

/** One operation, asked of the model and of the registry. */
interface Step {
  name: string
  ask: (model: Model) => unknown
  answer: (registry: Registry, named: (subject: string) => string) => Promise<unknown>
}

const request = (avroType: string) => ({ schema: JSON.stringify(avroType) })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(subject, type).map(
      ([s, avroType]): Step => ({
        name: `register ${s} ${avroType}`,
        ask: (model) => model.register(s, avroType),
        answer: async (registry, named) => {
          const { version, schemaId } = await registry.register(named(s), request(avroType))
          return { version, id: schemaId }
        },
      }),
    ),
  },
  fc.tuple(subject, type, flag).map(
    ([s, avroType, deleted]): Step => ({
      name: `lookup ${s} ${avroType} deleted=${deleted}`,
      ask: (model) => model.lookup(s, avroType, deleted),
      answer: async (registry, named) => {
        const found = await registry.lookup(named(s), request(avroType), { deleted })
        return { version: found.version, id: found.schemaId, deleted: found.deleted }
      },
    }),
  ),
  fc.tuple(subject, fc.option(version, { nil: undefined }), type).map(
    ([s, v, avroType]): Step => ({
      name: `check ${s} ${v} ${avroType}`,
      ask: (model) => model.isCompatible(s, v, avroType),
      answer: async (registry, named) =>
        (await registry.checkCompatibility(named(s), v, request(avroType))).isCompatible,
    }),
  ),
  fc.tuple(subject, flag).map(
    ([s, deleted]): Step => ({
      name: `versions ${s} deleted=${deleted}`,
      ask: (model) => model.versions(s, deleted),
      answer: (registry, named) => registry.versions(named(s), { deleted }),
    }),
  ),
  fc.tuple(subject, version, flag).map(
    ([s, v, deleted]): Step => ({
      name: `version ${s} ${v} deleted=${deleted}`,
      ask: (model) => model.version(s, v, deleted),
      answer: async (registry, named) => {
        const found = await registry.version(named(s), v, { deleted })
        return { version: found.version, id: found.schemaId, type: JSON.parse(found.schema), deleted: found.deleted }
      },
    }),
  ),
  id.map(
    (schemaId): Step => ({
      name: `schema ${schemaId}`,
      ask: (model) => model.schemaById(schemaId),
      answer: async (registry, named) =>
        JSON.parse((await registry.schemaById(schemaId, { subject: named('') })).schema),
    }),
  ),
  fc.tuple(id, flag).map(
    ([schemaId, deleted]): Step => ({
      name: `subjects of ${schemaId} deleted=${deleted}`,
      ask: (model) => model.subjectsOfId(schemaId, deleted),
      answer: async (registry, named) =>
        (await registry.subjectsOfId(schemaId, { subject: named(''), deleted })).map((s) => s.slice(named('').length)),
    }),
  ),
  flag.map(
    (deleted): Step => ({
      name: `subjects deleted=${deleted}`,
      ask: (model) => model.subjects(deleted),
      answer: async (registry, named) =>
        (await registry.subjects({ prefix: named(''), deleted })).map((s) => s.slice(named('').length)),
    }),
  ),
  {
    weight: 3,
    arbitrary: fc.tuple(subject, version, flag).map(
      ([s, v, permanent]): Step => ({
        name: `delete ${s} ${v} permanent=${permanent}`,
        ask: (model) => model.deleteVersion(s, v, permanent),
        answer: (registry, named) => registry.deleteVersion(named(s), v, { permanent }),
      }),
    ),
  },
  fc.tuple(subject, flag).map(
    ([s, permanent]): Step => ({
      name: `delete ${s} permanent=${permanent}`,
      ask: (model) => model.deleteSubject(s, permanent),
      answer: (registry, named) => registry.deleteSubject(named(s), { permanent }),
    }),
  ),
  fc.tuple(scope, level).map(
    ([s, compatibilityLevel]): Step => ({
      name: `set ${s} ${compatibilityLevel}`,
      ask: (model) => model.setLevel(s, compatibilityLevel),
      answer: async (registry, named) => {
        await registry.setConfig(named(s), { compatibilityLevel: compatibilityLevel ?? null })
      },
    }),
  ),
  scope.map(
    (s): Step => ({
      name: `unset ${s}`,
      ask: (model) => model.deleteLevel(s),
      answer: async (registry, named) => (await registry.deleteConfig(named(s))).compatibilityLevel,
    }),
  ),
  scope.map(
    (s): Step => ({
      name: `config ${s}`,
      ask: (model) => model.ownLevel(s),
      answer: async (registry, named) => (await registry.config(named(s))).compatibilityLevel,
    }),
  ),
  subject.map(
    (s): Step => ({
      name: `level ${s}`,
      ask: (model) => model.level(s),
      answer: async (registry, named) =>
        (await registry.config(named(s), { defaultToGlobal: true })).compatibilityLevel,
    }),
  ),
)

/** What came out: a value, or the code of a refusal. */
async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof Refusal || error instanceof RegistryError) return { refusal: error.code }
    throw error
  }
}

function freshRegistry(store: Store, cacheBytes?: number): Registry {
  const options = { store: store.schemas, formats: schemaFormats, now: () => 0, logger: silentLogger }
  return new Registry(cacheBytes === undefined ? options : { ...options, cacheBytes })
}

test('random operations answer as the model does, with caches, without, and after restarts', async (t) => {
  const { store } = await startRegistryOnStore(t)
  let runs = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 60 }),
      fc.constantFrom(0, 2000, undefined),
      fc.integer({ min: 0, max: 59 }),
      async (steps, cacheBytes, restartAfter) => {
        // A context of its own for each run: nothing is there, ids count from 1, and the database is opened once.
        const context = `:.run${runs++}:`
        const named = (name: string) => context + name
        const model = new Model()
        let registry = freshRegistry(store, cacheBytes)
        for (const [index, { name, ask, answer }] of steps.entries()) {
          const expected = await outcome(() => ask(model))
          const actual = await outcome(() => answer(registry, named))
          assert.deepEqual(
            actual,
            expected,
            `step ${index}, ${name}, after ${steps.slice(0, index).map((s) => s.name)}`,
          )
          if (index === restartAfter) registry = freshRegistry(store, cacheBytes)
        }
      },
    ),
    { numRuns: 80 },
  )
})
