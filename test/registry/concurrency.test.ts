/** Many at once: the same schema gets one id, different ones consecutive versions, and nobody reads the past. */

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { A1, recordWith } from './fixtures.ts'
import { startRegistryOnStore } from './start-registry.ts'

const writers = 32

function temporaryFile(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'schemalog-registry-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return `sqlite:${join(folder, 'registry.sqlite')}`
}

for (const [place, url] of [
  ['in memory', () => 'sqlite::memory:'],
  ['in a file', temporaryFile],
] as const) {
  test(`${place}, 32 registrations of one schema at once are one version and one change`, async (t) => {
    const { registry, store } = await startRegistryOnStore(t, { url: url(t) })
    const answers = await Promise.all(Array.from({ length: writers }, () => registry.register('s', A1)))
    assert.deepEqual([...new Set(answers.map(({ schemaId, version }) => `${schemaId}/${version}`))], ['1/1'])
    assert.equal(answers.filter(({ created }) => created).length, 1)
    assert.equal(await store.schemas.findLastSequence(), 1)
  })

  test(`${place}, 32 registrations of different schemas at once get consecutive versions and ids`, async (t) => {
    const { registry, store } = await startRegistryOnStore(t, { url: url(t) })
    const names = Array.from({ length: writers }, (_, index) => `field${index}`)
    const answers = await Promise.all(names.map((name) => registry.register('s', recordWith(name))))
    const upTo32 = Array.from({ length: writers }, (_, index) => index + 1)
    assert.deepEqual(answers.map(({ version }) => version).sort(byNumber), upTo32)
    assert.deepEqual(answers.map(({ schemaId }) => schemaId).sort(byNumber), upTo32)
    const changes = await store.schemas.loadChanges(0, 100)
    assert.deepEqual(
      changes.map(({ sequence, target }) => [sequence, target.version]),
      upTo32.map((number) => [number, number]),
    )
    for (const { schemaId, schema } of answers) assert.equal((await registry.schemaById(schemaId)).schema, schema)
  })
}

test('two that register incompatible schemas at once: one is registered, the other refused', async (t) => {
  const { registry } = await startRegistryOnStore(t)
  const texts = ['"int"', '"string"']
  const answers = await Promise.allSettled(texts.map((schema) => registry.register('s', { schema })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
  assert.deepEqual(await registry.versions('s'), [1])
})

test('registrations in subjects of their own share the ids of equal schemas', async (t) => {
  const { registry } = await startRegistryOnStore(t)
  const answers = await Promise.all(
    Array.from({ length: writers }, (_, index) => registry.register(`s${index}`, recordWith(`field${index % 4}`))),
  )
  assert.deepEqual([...new Set(answers.map(({ schemaId }) => schemaId))].sort(byNumber), [1, 2, 3, 4])
  assert.equal((await registry.subjects()).length, writers)
})

test('a read that begins after a write was answered sees it, though others ask the same all the time', async (t) => {
  const { registry } = await startRegistryOnStore(t)
  let writing = true
  const asking = async () => {
    while (writing) {
      await registry.version('s', 'latest').catch(() => undefined)
      await registry.schemaById(1).catch(() => undefined)
      // Give the writer its turn: cached answers alone would never leave the queue of promises.
      await new Promise(setImmediate)
    }
  }
  const readers = Array.from({ length: 8 }, asking)
  try {
    for (let index = 1; index <= 40; index++) {
      await registry.register('s', recordWith(`field${index}`))
      assert.equal((await registry.version('s', 'latest')).version, index)
      assert.equal((await registry.versions('s')).length, index)
      assert.equal((await registry.schemaById(index)).version, index)
    }
    await registry.deleteSubject('s')
    assert.equal((await registry.schemaById(1)).deleted, true)
  } finally {
    writing = false
  }
  await Promise.all(readers)
})

function byNumber(a: number, b: number): number {
  return a - b
}
