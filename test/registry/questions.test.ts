/** How often the database is asked: each question is a round trip, which takes longer than all the rest. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Registry } from '../../src/registry/index.ts'
import { schemaFormats } from '../../src/schemas/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { A1, A2 } from './fixtures.ts'
import { startRegistryOnStore } from './start-registry.ts'

/** A node that has looked at the database once and remembers nothing of the subject `s`, and what it asks. */
async function freshNode(t: TestContext): Promise<{ registry: Registry; asked: string[] }> {
  const { registry: writer, store } = await startRegistryOnStore(t)
  await writer.register('s', A1)
  await writer.register('s', A2)
  const asked: string[] = []
  const counted = new Proxy(store.schemas, {
    get: (target, name) => {
      const method: unknown = Reflect.get(target, name)
      return (...args: unknown[]) => {
        asked.push(String(name))
        return Reflect.apply(method as () => unknown, target, args)
      }
    },
  })
  const registry = new Registry({
    store: counted,
    formats: schemaFormats,
    now: Date.now,
    logger: silentLogger,
    shared: { checkMs: 1000, staleMs: 10_000 },
    uptimeMs: () => 0,
  })
  t.after(() => registry.close())
  await registry.subjects()
  asked.length = 0
  return { registry, asked }
}

const operations: [what: string, run: (registry: Registry) => Promise<unknown>, asked: string[]][] = [
  ['a lookup', (registry) => registry.lookup('s', A1), ['loadSubject', 'loadSchemas']],
  [
    'a check of compatibility',
    (registry) => registry.checkCompatibility('s', undefined, A2),
    ['loadSubject', 'loadSchemas'],
  ],
  ['a version', (registry) => registry.version('s', 'latest'), ['loadSubject', 'loadSchemas']],
  ['an alias that is none', (registry) => registry.resolveAlias('s'), ['loadSubject']],
  // What is decided looks at what other nodes have written until now.
  [
    'a registration of what is there',
    (registry) => registry.register('s', A1),
    ['findLastSequence', 'loadSubject', 'loadSchemas'],
  ],
]

for (const [what, run, expected] of operations)
  test(`${what} asks the database ${expected.length} times for a subject that it does not remember`, async (t) => {
    const { registry, asked } = await freshNode(t)
    await run(registry)
    assert.deepEqual(asked, expected)
  })

test('what was asked for the alias of a subject answers the rest of the request', async (t) => {
  const { registry, asked } = await freshNode(t)
  await registry.resolveAlias('s')
  await registry.version('s', 'latest')
  await registry.checkCompatibility('s', 'latest', A2)
  assert.deepEqual(asked, ['loadSubject', 'loadSchemas'])
})
