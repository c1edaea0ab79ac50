/** Two requests for the same thing at once, on each store and from two nodes where a store can have two. */

import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Registry } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { cleanUp } from '../support/cleanup.ts'
import { testOnStores } from '../support/databases/stores.ts'

/** SQLite's lock is waited for without leaving the event loop: two connections of one process would wait for each other. */
async function twoNodes(t: TestContext, url: string): Promise<[Registry, Registry]> {
  const first = await open(t, url)
  const second = url.startsWith('sqlite:') ? first : await open(t, url)
  return [nodeOn(first), nodeOn(second)]
}

async function open(t: TestContext, url: string): Promise<Store> {
  const store = await openStore({ url, logger: silentLogger })
  cleanUp(t, () => store.close())
  return store
}

function nodeOn(store: Store): Registry {
  const shared = { checkMs: 0, staleMs: 0 }
  return new Registry({ store: store.schemas, formats: schemaFormats, now: Date.now, logger: silentLogger, shared })
}

const text = (name: string) => JSON.stringify({ type: 'enum', name: 'E', symbols: [name] })

testOnStores('gives a version that two ask for at once to one of them, and refuses the other', async (t, url) => {
  const nodes = await twoNodes(t, url)
  await nodes[0].setConfig(undefined, { compatibilityLevel: 'NONE' })
  for (let version = 1; version <= 10; version++) {
    const answers = await Promise.allSettled(
      nodes.map((node, index) => node.register('s', { schema: text(`v${version}of${index}`), version })),
    )
    const outcomes = answers.map((answer) =>
      answer.status === 'fulfilled' ? answer.value.version : answer.reason.code,
    )
    assert.deepEqual(outcomes.sort(byNumber), [version, 42201])
  }
  assert.equal((await nodes[1].versions('s')).length, 10)
})

testOnStores('gives consecutive versions to two that take whatever comes next', async (t, url) => {
  const nodes = await twoNodes(t, url)
  await nodes[0].setConfig(undefined, { compatibilityLevel: 'NONE' })
  for (let round = 1; round <= 10; round++) {
    const answers = await Promise.all(
      nodes.map((node, index) => node.register('s', { schema: text(`v${round}of${index}`) })),
    )
    const versions = answers.map(({ version }) => version).sort(byNumber)
    assert.deepEqual(versions, [2 * round - 1, 2 * round])
  }
})

testOnStores('gives one id and version to two that register the same schema at once', async (t, url) => {
  const nodes = await twoNodes(t, url)
  for (let round = 1; round <= 10; round++) {
    const schema = text(`round${round}`)
    const answers = await Promise.all(nodes.map((node) => node.register(`s${round}`, { schema })))
    assert.deepEqual(
      answers.map(({ schemaId, version }) => [schemaId, version]),
      [
        [round, 1],
        [round, 1],
      ],
    )
    assert.equal(answers.filter(({ created }) => created).length, 1)
  }
})

testOnStores('does not let two that delete and register at once meet in the middle', async (t, url) => {
  const [here, there] = await twoNodes(t, url)
  const schema = text('a')
  await here.register('s', { schema })
  for (let round = 1; round <= 10; round++) {
    const [registered] = await Promise.allSettled([here.register('s', { schema }), there.deleteSubject('s')])
    assert.equal(registered?.status, 'fulfilled')
    const versions = await here.versions('s').catch(() => [])
    // Before the deletion it was there already, after it it is the next one: which of them, the database says.
    assert.ok(versions.length <= 1, String(versions))
    await here.register('s', { schema })
  }
})

function byNumber(a: number, b: number): number {
  return a - b
}
