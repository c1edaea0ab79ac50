/** What is answered from memory, and that it never is older than what was written. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CachedReads } from '../../src/registry/cached-reads.ts'
import { Registry, type SchemaReads, type SchemaStore } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { A1, A2, BASE, REF, recordWith } from './fixtures.ts'
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

test('a schema by id is kept over writes, because it never changes', async (t) => {
  const { store } = await startRegistryOnStore(t)
  const { store: asked, questions } = counted(store.schemas)
  const registry = new Registry({ store: asked, formats: schemaFormats, now: () => 0, logger: silentLogger })
  await registry.register('s', A1)
  await registry.schemaById(1)
  await registry.register('t', A2)
  questions()
  await registry.schemaById(1)
  assert.equal(questions(), 1, 'who uses it is asked, its text is not')
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

test('an answer that was under way when something was written is not kept for those who ask later', async () => {
  const waiting: ((rows: []) => void)[] = []
  const slow: Pick<SchemaReads, 'loadVersions'> = {
    loadVersions: () => new Promise((resolve) => waiting.push(resolve)),
  }
  // Only this one method is asked.
  const reads = new CachedReads(slow as SchemaReads, 1000)
  const key = { context: '.', subject: 's' }
  const early = reads.loadVersions(key)
  reads.forget()
  const late = reads.loadVersions(key)
  assert.equal(waiting.length, 2, 'who asks after the write does not join who asked before it')
  waiting[0]?.([])
  await early
  const later = reads.loadVersions(key)
  waiting[1]?.([])
  assert.equal(await late, await later)
  assert.equal(waiting.length, 2)
})

test('a question that failed is asked again', async () => {
  let asked = 0
  const failing: Pick<SchemaReads, 'findLastSequence' | 'loadContextsOf'> = {
    findLastSequence: async () => 0,
    loadContextsOf: async () => {
      if (++asked === 1) throw new Error('once')
      return ['.']
    },
  }
  // Only these two methods are asked.
  const reads = new CachedReads(failing as SchemaReads, 1000)
  await assert.rejects(reads.loadContextsOf('s'), /once/)
  assert.deepEqual(await reads.loadContextsOf('s'), ['.'])
})
