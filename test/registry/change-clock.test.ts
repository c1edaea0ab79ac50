/** Two registries on one database, as two nodes: what each may answer from memory, and when it must have looked. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Registry, registryErrors, type SchemaStore } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { A1, A2, recordWith } from './fixtures.ts'
import { startRegistryOnStore } from './start-registry.ts'

const checkMs = 1000
const staleMs = 10_000

/** A node on a database that can be taken away from it, held, or replaced. Its clock stands still unless it is moved. */
class Node {
  readonly registry: Registry
  questions = 0
  uptimeMs = 0
  reach: 'reachable' | 'unreachable' | 'silent' = 'reachable'
  #store: SchemaStore

  constructor(store: SchemaStore, { check = checkMs, stale = staleMs } = {}) {
    this.#store = store
    this.registry = new Registry({
      store: this.#reachedStore(),
      formats: schemaFormats,
      now: () => 0,
      logger: silentLogger,
      shared: { checkMs: check, staleMs: stale },
      uptimeMs: () => this.uptimeMs,
    })
  }

  /** The database is put back to what it was: it is another one now. */
  restore(store: SchemaStore): void {
    this.#store = store
  }

  /** Questions to the database since the last look. */
  asked(): number {
    const asked = this.questions
    this.questions = 0
    return asked
  }

  async latest(subject: string): Promise<number> {
    return (await this.registry.version(subject, 'latest')).version
  }

  #reachedStore(): SchemaStore {
    // Every method of a store is asynchronous.
    return new Proxy({} as SchemaStore, {
      get:
        (_, name) =>
        (...args: unknown[]) => {
          this.questions++
          if (this.reach === 'unreachable') return Promise.reject(registryErrors.storeUnavailable('no connection'))
          if (this.reach === 'silent') return new Promise(() => undefined)
          return Reflect.apply(Reflect.get(this.#store, name), this.#store, args)
        },
    })
  }
}

async function twoNodes(t: TestContext, options?: ConstructorParameters<typeof Node>[1]): Promise<[Node, Node]> {
  const { store } = await startRegistryOnStore(t)
  return [new Node(store.schemas, options), new Node(store.schemas, options)]
}

test('between two looks nothing is asked; what another node wrote is seen by the first read after the next look', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  assert.equal(await here.latest('s'), 1)
  await there.registry.register('s', A2)
  here.asked()
  assert.equal(await here.latest('s'), 1)
  assert.equal(here.asked(), 0)
  here.uptimeMs += checkMs
  assert.equal(await here.latest('s'), 2)
  assert.ok(here.asked() > 0)
})

test('what nobody has changed stays remembered over looks', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.latest('s')
  await there.registry.register('t', A1)
  here.uptimeMs += checkMs
  here.asked()
  assert.equal(await here.latest('s'), 1)
  assert.equal(here.asked(), 2, 'the head, and what has changed')
  here.uptimeMs += checkMs
  assert.equal(await here.latest('s'), 1)
  assert.equal(here.asked(), 1, 'the head')
})

test('under load the look is made before anybody would have to wait for it', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.latest('s')
  await there.registry.register('s', A2)
  here.uptimeMs += checkMs / 2
  here.asked()
  assert.equal(await here.latest('s'), 1, 'answered without waiting')
  assert.ok(here.asked() > 0, 'but looked')
  await new Promise(setImmediate)
  assert.equal(await here.latest('s'), 2)
})

test('a look before every answer makes every node answer alike at once', async (t) => {
  const [here, there] = await twoNodes(t, { check: 0 })
  for (let version = 1; version <= 5; version++) {
    await there.registry.register('s', recordWith(`field${version}`))
    assert.equal(await here.latest('s'), version)
    await here.registry.setConfig('s', { compatibilityLevel: version % 2 ? 'NONE' : 'FULL' })
    assert.equal((await there.registry.config('s')).compatibilityLevel, version % 2 ? 'NONE' : 'FULL')
  }
})

test('what was read from the database itself is never followed by something older from memory', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  assert.equal(await here.latest('s'), 1)
  await there.registry.register('s', A2)
  await there.registry.register('t', A1)
  assert.deepEqual(await here.registry.subjects(), ['s', 't'])
  assert.equal(await here.latest('s'), 2)
})

test('whoever has read of a change in the log also sees what it has changed', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  assert.equal(await here.latest('s'), 1)
  await there.registry.register('s', A2)
  assert.equal((await here.registry.changes({ after: 0 })).changes.length, 2)
  assert.equal(await here.latest('s'), 2)
})

test('after a write of its own a node is not behind those whose writes came before', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  assert.equal(await here.latest('s'), 1)
  await there.registry.register('s', A2)
  await here.registry.setConfig('t', { compatibilityLevel: 'NONE' })
  assert.equal(await here.latest('s'), 2)
})

test('what a node writes while nobody else does needs no look behind it', async (t) => {
  const [here] = await twoNodes(t)
  await here.registry.setConfig('s', { compatibilityLevel: 'NONE' })
  here.asked()
  await here.registry.setConfig('s', { compatibilityLevel: 'FULL' })
  assert.equal(here.asked(), 1, 'the transaction')
  assert.equal((await here.registry.config('s')).compatibilityLevel, 'FULL')
})

test('a registration is decided on what every node has written until now', async (t) => {
  const [here, there] = await twoNodes(t)
  await here.registry.register('s', A1)
  await here.registry.register('s', A1)
  await there.registry.deleteSubject('s')
  assert.equal((await here.registry.register('s', A1)).version, 2)
})

test('a schema that another node removed for good is gone, and its id may mean something else', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  assert.equal((await here.registry.schemaById(1)).schema, A1.schema)
  await there.registry.deleteSubject('s')
  await there.registry.deleteSubject('s', { permanent: true })
  await there.registry.setMode('s', 'IMPORT')
  await there.registry.register('s', { ...A2, id: 1 })
  here.uptimeMs += checkMs
  assert.equal((await here.registry.schemaById(1)).schema, A2.schema)
})

test('a content that an import takes to another id is no longer found under the old one', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.registry.lookup('s', A1)
  await there.registry.setMode('t', 'IMPORT')
  await there.registry.register('t', { ...A1, id: 9 })
  here.uptimeMs += checkMs
  assert.equal((await here.registry.lookup('s', A1)).schemaId, 1, 'by what it means')
  assert.equal((await here.registry.lookup('t', A1)).schemaId, 9)
})

test('with the database out of reach ids are answered as long as it takes, what can change only for a while', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.registry.register('s', A1)
  const { guid } = await here.registry.schemaById(1)
  await here.registry.schemaByGuid(guid)
  assert.equal(await here.registry.resolveAliasOfId('s'), 's')
  here.reach = 'unreachable'
  here.uptimeMs += staleMs
  assert.equal(await here.latest('s'), 1)
  await assert.rejects(here.registry.version('unknown', 1), { code: 50301 })
  await assert.rejects(here.registry.register('s', A2), { code: 50301 })
  assert.equal((await here.registry.register('s', A1)).version, 1, 'what is known to be there needs no write')
  here.uptimeMs += 1
  await assert.rejects(here.latest('s'), { code: 50301 })
  here.uptimeMs += 1_000_000
  assert.equal((await here.registry.schemaById(1)).schema, A1.schema)
  assert.equal((await here.registry.schemaByGuid(guid)).schema, A1.schema)
  const named = await here.registry.resolveAliasOfId('s')
  assert.equal((await here.registry.schemaById(1, { subject: named })).schema, A1.schema)
  await assert.rejects(here.latest('s'), { code: 50301 })
})

test('a guid that is registered in another context too is known there after a look', async (t) => {
  const [here, there] = await twoNodes(t)
  const { guid } = await there.registry.register('s', A1)
  assert.deepEqual(await here.registry.idsOfGuid(guid), [{ context: '.', id: 1 }])
  await there.registry.register(':.c:s', A1)
  here.uptimeMs += checkMs
  assert.equal((await here.registry.idsOfGuid(guid)).length, 2)
})

test('when the database is back the first read sees what was written meanwhile', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.latest('s')
  here.reach = 'unreachable'
  here.uptimeMs += 2 * staleMs
  await assert.rejects(here.latest('s'), { code: 50301 })
  await there.registry.register('s', A2)
  here.reach = 'reachable'
  here.uptimeMs += 1000
  assert.equal(await here.latest('s'), 2)
})

test('while the database is out of reach it is not asked for every request', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.latest('s')
  here.reach = 'unreachable'
  here.uptimeMs += checkMs
  here.asked()
  for (let index = 0; index < 100; index++) assert.equal(await here.latest('s'), 1)
  assert.equal(here.asked(), 1)
})

test('a database that does not answer is waited for once, and then counts as out of reach', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await here.latest('s')
  here.reach = 'silent'
  here.uptimeMs += checkMs
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const first = here.latest('s')
  await new Promise(setImmediate)
  t.mock.timers.tick(1000)
  assert.equal(await first, 1)
  assert.equal(await here.latest('s'), 1, 'nobody waits again')
  here.uptimeMs += staleMs
  await assert.rejects(here.latest('s'), { code: 50301, message: /does not answer/ })
})

test('a database that was put back to an earlier state makes everything be asked again', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await there.registry.register('s', A2)
  assert.equal(await here.latest('s'), 2)
  assert.equal((await here.registry.schemaById(1)).schema, A1.schema)
  const { store, registry } = await startRegistryOnStore(t)
  await registry.register('s', A2)
  here.restore(store.schemas)
  here.uptimeMs += checkMs
  assert.equal(await here.latest('s'), 1)
  assert.equal((await here.registry.schemaById(1)).schema, A2.schema)
})

test('a node that is far behind still forgets only what has changed', async (t) => {
  const [here, there] = await twoNodes(t)
  await there.registry.register('s', A1)
  await there.registry.register('t', A1)
  assert.equal(await here.latest('s'), 1)
  assert.equal(await here.latest('t'), 1)
  for (let index = 0; index < 1200; index++)
    await there.registry.setConfig('s', { compatibilityLevel: index % 2 ? 'NONE' : 'FULL' })
  await there.registry.register('s', A2)
  here.uptimeMs += checkMs
  assert.equal(await here.latest('s'), 2)
  here.asked()
  assert.equal(await here.latest('t'), 1)
  assert.equal(here.asked(), 0)
})
