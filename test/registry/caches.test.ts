/** What is answered from memory, and that it never is older than what was written. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Registry, type SchemaStore } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { A1, A2, A2X, BASE, REF, recordWith } from './fixtures.ts'
import { startRegistryOnStore } from './start-registry.ts'

/** The same store, and how many questions it was asked since the last look. */
function counted(store: SchemaStore): { store: SchemaStore; questions: () => number } {
  let count = 0
  const proxy = new Proxy(store, {
    get(target, name) {
      const method = Reflect.get(target, name)
      return (...args: unknown[]) => {
        count++
        return Reflect.apply(method, target, args)
      }
    },
  })
  return {
    store: proxy,
    questions: () => {
      const asked = count
      count = 0
      return asked
    },
  }
}

test('what has been read once is not asked of the store again', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: asked, questions } = counted(store.schemas)
  const registry = new Registry({ store: asked, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await registry.register('ref', REF)
  await registry.register('s', A1)
  await registry.register('base', BASE)
  const reads = async () => {
    await registry.schemaById(2)
    await registry.version('s', 'latest')
    await registry.versions('s')
    await registry.lookup('s', A1)
    await registry.register('s', A1)
    await registry.checkCompatibility('s', 'latest', A2)
    await registry.lookup('base', BASE)
  }
  await reads()
  assert.ok(questions() > 0)
  await reads()
  assert.equal(questions(), 0)
})

test('a schema by id is kept over writes to others, because it never changes', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: asked, questions } = counted(store.schemas)
  const registry = new Registry({ store: asked, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await registry.register('s', A1)
  await registry.register('t', A2)
  await registry.schemaById(1)
  await registry.deleteSubject('t')
  questions()
  await registry.schemaById(1)
  assert.equal(questions(), 0)
})

test('many who ask the same at once are one question', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: asked, questions } = counted(store.schemas)
  const registry = new Registry({ store: asked, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await Promise.allSettled(Array.from({ length: 20 }, () => registry.versions('s')))
  assert.equal(questions(), 1)
})

test('memory stays within its bound, whatever is registered', async (t) => {
  const { registry } = await startRegistryOnStore(t, { cacheBytes: 20_000 })
  for (let index = 0; index < 40; index++) await registry.register(`s${index}`, recordWith(`field${index}`))
  for (let index = 0; index < 40; index++)
    assert.equal((await registry.schemaById(index + 1)).schema, recordWith(`field${index}`).schema)
})

test('an answer that was under way when something was written is not kept for those who ask later', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: held, release } = holding(store.schemas, 'loadSubject')
  const registry = new Registry({ store: held, formats: schemaFormats, now: () => 0, logger: silentLogger })
  const early = assert.rejects(registry.versions('s'), { code: 40401 })
  await registry.deleteContext('.other')
  const late = assert.rejects(registry.versions('s'), { code: 40401 })
  // Both have asked when the microtasks are done.
  await new Promise(setImmediate)
  assert.equal(release(), 2, 'who asks after the write does not join who asked before it')
  await Promise.all([early, late])
})

test('a question that failed is asked again', async (t) => {
  const { store } = await startRegistryOnStore(t)
  let fails = true
  const failing = new Proxy(store.schemas, {
    get: (target, name) =>
      name === 'loadSubject' && fails
        ? () => Promise.reject(new Error('once'))
        : Reflect.get(target, name).bind(target),
  })
  const registry = new Registry({ store: failing, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await assert.rejects(registry.versions('s'), /once/)
  fails = false
  await assert.rejects(registry.versions('s'), { code: 40401 })
})

test('a refusal forgets nothing', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: asked, questions } = counted(store.schemas)
  const registry = new Registry({ store: asked, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await registry.register('s', A1)
  await registry.version('s', 'latest')
  await assert.rejects(registry.register('s', A2X), { code: 40901 })
  questions()
  await registry.version('s', 'latest')
  assert.equal(questions(), 0)
})

test('a registration forgets what it changes, and nothing of other subjects', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: asked, questions } = counted(store.schemas)
  const registry = new Registry({ store: asked, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await registry.register('s', A1)
  await registry.register('t', A1)
  await registry.version('s', 'latest')
  await registry.version('t', 'latest')
  await registry.register('t', A2)
  questions()
  assert.equal((await registry.version('s', 'latest')).version, 1)
  assert.equal(questions(), 0)
  assert.equal((await registry.version('t', 'latest')).version, 2)
  assert.ok(questions() > 0)
})

/** The same store, where one method waits until it is released; releasing tells how often it was asked. */
function holding(store: SchemaStore, method: keyof SchemaStore): { store: SchemaStore; release: () => number } {
  const waiting: (() => void)[] = []
  return {
    store: new Proxy(store, {
      get: (target, name) => {
        const ask = Reflect.get(target, name).bind(target)
        if (name !== method) return ask
        return async (...args: unknown[]) => {
          await new Promise<void>((resolve) => waiting.push(resolve))
          return ask(...args)
        }
      },
    }),
    release: () => {
      for (const go of waiting) go()
      return waiting.length
    },
  }
}
