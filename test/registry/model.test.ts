/** Random operations: the registry answers what a few maps answer, on one node and on two. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { Registry, RegistryError, type RegistryOptions } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { openStore, type Store } from '../../src/store/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { cleanUp } from '../support/cleanup.ts'
import { emptyDatabase } from '../support/databases/reused-databases.ts'
import { testOnServers } from '../support/databases/stores.ts'
import { Model, Refusal, Unspecified } from './model.ts'
import { type SharedStep, type Step, stories, storiesOfMoments, storiesOfTwoNodes } from './model-steps.ts'

/** More of them are asked for by hand, after a change of what they are about. */
const runs = Number(process.env['MODEL_RUNS'] ?? 120)

/** What came out: a value, or the code of a refusal. */
async function outcome(work: () => unknown): Promise<unknown> {
  try {
    return { value: await work() }
  } catch (error) {
    if (error instanceof Refusal || error instanceof RegistryError) return { refusal: error.code }
    throw error
  }
}

/** What the model says, or `undefined` where it says nothing. */
async function expectation(model: Model, { ask }: Step): Promise<unknown> {
  try {
    return await outcome(() => ask(model))
  } catch (error) {
    if (error instanceof Unspecified) return undefined
    throw error
  }
}

function newRegistry(store: Store, options: Partial<RegistryOptions> = {}): Registry {
  return new Registry({ store: store.schemas, formats: schemaFormats, now: () => 0, logger: silentLogger, ...options })
}

async function withStore(work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStore({ url: 'sqlite::memory:', logger: silentLogger })
  try {
    await work(store)
  } finally {
    await store.close()
  }
}

/** The two stores of two nodes; on SQLite they are one. */
type Stores = readonly [Store, Store]

test('random operations answer as the model does, with caches, without, and after restarts', async () => {
  const cache = fc.constantFrom({ cacheBytes: 0 }, { cacheBytes: 2000 }, {})
  await fc.assert(
    fc.asyncProperty(stories, cache, fc.nat(59), (story, options, restartAfter) =>
      withStore(async (store) => {
        const model = new Model()
        let registry = newRegistry(store, options)
        for (const [index, step] of story.entries()) {
          const expected = await expectation(model, step)
          if (expected === undefined) continue
          assert.deepEqual(await outcome(() => step.answer(registry)), expected, step.name)
          if (index === restartAfter) registry = newRegistry(store, options)
        }
      }),
    ),
    { numRuns: runs },
  )
})

/** Nodes that look before every answer answer as one. */
async function tellTwoNodes(stores: Stores, story: readonly SharedStep[]): Promise<void> {
  const model = new Model()
  const shared = { checkMs: 0, staleMs: 0 }
  const nodes = [newRegistry(stores[0], { shared }), newRegistry(stores[1], { shared })] as const
  for (const { step, at } of story) {
    const expected = await expectation(model, step)
    if (expected === undefined) continue
    assert.deepEqual(await outcome(() => step.answer(nodes[at])), expected, step.name)
  }
}

/** A node and how far back its answers may be: not before what it has shown. */
interface Node {
  registry: Registry
  uptimeMs: number
  /** Index of a moment. */
  shown: number
}

/** A node answers what was true when it looked last or later, and never goes back. */
async function tellMoments(stores: Stores, story: readonly SharedStep[]): Promise<void> {
  /** The model after each write, and when it was that. */
  const moments = [new Model()]
  const nodes = ([0, 1] as const).map((at) => {
    const node: Node = {
      registry: newRegistry(stores[at], { shared: { checkMs: 100, staleMs: 0 }, uptimeMs: () => node.uptimeMs }),
      uptimeMs: 0,
      shown: 0,
    }
    return node
  })
  for (const { step, at, passesMs } of story) {
    const node = nodes[at]
    const now = moments.at(-1)
    assert.ok(node && now)
    node.uptimeMs += passesMs
    // A look is due after this time: then nothing that was written before may be missing.
    if (passesMs > 0) node.shown = moments.length - 1
    const next = step.writes ? new Model(now) : now
    const expected = await expectation(next, step)
    if (expected === undefined) continue
    const actual = await outcome(() => step.answer(node.registry))
    if (step.writes) {
      assert.deepEqual(actual, expected, step.name)
      moments.push(next)
      if ('value' in Object(actual)) node.shown = moments.length - 1
      continue
    }
    const since = moments.slice(node.shown)
    const answers = await Promise.all(since.map((moment) => expectation(moment, step)))
    const moment = answers.findIndex((answer) => isDeepStrictEqual(answer, actual))
    if (moment < 0) assert.deepEqual(actual, expected, `${step.name}, at no moment since the last look`)
    node.shown += moment
  }
}

const ofTwoNodes = [
  { title: 'two nodes that look before every answer answer as one', stories: storiesOfTwoNodes, tell: tellTwoNodes },
  {
    title: 'a node answers what was true when it looked last or later, and never goes back',
    stories: storiesOfMoments,
    tell: tellMoments,
  },
]

for (const { title, stories: ofThisKind, tell } of ofTwoNodes) {
  test(title, async () => {
    const property = fc.asyncProperty(ofThisKind, (story) => withStore((store) => tell([store, store], story)))
    await fc.assert(property, { numRuns: runs / 2 })
  })

  testOnServers(`does not change that ${title}`, async (t, url) => {
    const stores = [await open(t, url), await open(t, url)] as const
    const property = fc.asyncProperty(ofThisKind, async (story) => {
      await emptyDatabase(url)
      await tell(stores, story)
    })
    await fc.assert(property, { numRuns: runs / 15 })
  })
}

async function open(t: TestContext, url: string): Promise<Store> {
  const store = await openStore({ url, logger: silentLogger })
  cleanUp(t, () => store.close())
  return store
}
