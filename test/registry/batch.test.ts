/** Several schemas together: all or nothing, in an order that works, and what would come of it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BatchAnswer, BatchRequest, Registry } from '../../src/registry/index.ts'
import { A1, A2, A2X, BAD, recordWith } from './fixtures.ts'
import { startRegistry, startRegistryOnStore } from './start-registry.ts'

const record = (name: string, ...fields: string[]) => {
  const list = fields.map((type) => `{"name":"${type.toLowerCase()}","type":"${type}"}`)
  return `{"type":"record","name":"${name}","fields":[${list.join(',')}]}`
}

/** Order needs Customer and Item, and Item needs Price; in the worst order. */
const orders: BatchRequest[] = [
  {
    subject: 'order',
    schema: record('Order', 'Customer', 'Item'),
    references: [
      { name: 'Customer', subject: 'customer' },
      { name: 'Item', subject: ':.shop:item' },
    ],
  },
  { subject: ':.shop:item', schema: record('Item', 'Price'), references: [{ name: 'Price', subject: 'price' }] },
  { subject: ':.shop:price', schema: record('Price') },
  { subject: 'customer', schema: record('Customer') },
]

function outcomes({ results }: BatchAnswer): [string, string, number | undefined, number | undefined][] {
  return results.map(({ subject, outcome, registration }) => [
    subject,
    outcome,
    registration?.schemaId,
    registration?.version,
  ])
}

test('schemas that need each other are registered over contexts, whatever order they come in', async (t) => {
  const registry = await startRegistry(t)
  const answer = await registry.registerAll(orders)
  assert.equal(answer.registered, true)
  assert.deepEqual(outcomes(answer), [
    ['order', 'new', 2, 1],
    [':.shop:item', 'new', 2, 1],
    [':.shop:price', 'new', 1, 1],
    ['customer', 'new', 1, 1],
  ])
  const order = await registry.version('order', 1)
  assert.deepEqual(order.references, [
    { name: 'Customer', subject: 'customer', version: 1 },
    { name: 'Item', subject: ':.shop:item', version: 1 },
  ])
  assert.deepEqual(
    (await registry.registerAll(orders)).results.map(({ outcome }) => outcome),
    ['existing', 'existing', 'existing', 'existing'],
  )
})

test('one that is refused keeps all out, and each is told why; no id is used and no change is written', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('s', A1)
  const answer = await registry.registerAll([
    { subject: 'known', ...recordWith('f9') },
    { subject: 's', ...A2X },
    { subject: 'bad', ...BAD },
    {
      subject: 'needs',
      schema: '{"type":"array","items":"myrecord"}',
      references: [{ name: 'myrecord', subject: 's' }],
    },
  ])
  assert.equal(answer.registered, false)
  assert.equal(answer.accepted, false)
  assert.deepEqual(outcomes(answer), [
    ['known', 'withheld', undefined, undefined],
    ['s', 'refused', undefined, undefined],
    ['bad', 'refused', undefined, undefined],
    ['needs', 'notTried', undefined, undefined],
  ])
  const [known, incompatible, invalid, needs] = answer.results
  assert.match(known?.because ?? '', /others of this request were refused/)
  assert.equal(incompatible?.error?.code, 40901)
  assert.equal(incompatible?.error?.findings.length, 1)
  assert.equal(invalid?.error?.code, 42201)
  assert.match(needs?.because ?? '', /refers to 's'/)
  assert.equal(await store.schemas.findLastSequence(), 1)
  assert.deepEqual(await registry.subjects(), ['s'])
  const next = await registry.register('next', recordWith('f10'))
  assert.equal(next.schemaId, 2, 'the id after the last one that was given')
})

test('a dry run answers what registering then answers, and nothing is there afterwards', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  await registry.register('price', A1)
  const everything = async () => ({
    head: await store.schemas.findChangeHead(),
    subjects: await registry.subjects({ deleted: true }),
    contexts: await store.schemas.loadContexts(),
    ids: await store.schemas.findMaxSchemaId('.'),
  })
  const before = await everything()
  const planned = await registry.registerAll(orders, { dryRun: true })
  assert.deepEqual([planned.registered, planned.accepted], [false, true])
  assert.deepEqual(await everything(), before)
  await assert.rejects(registry.schemaById(2), { code: 40403 })
  const done = await registry.registerAll(orders)
  assert.deepEqual(outcomes(planned), outcomes(done))
  assert.deepEqual(
    planned.results.map(({ changes }) => changes),
    done.results.map(({ changes }) => changes),
  )
})

test('a dry run shows what the config and the version before add', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', { ...A1, metadata: { properties: { owner: 'team-a' } } })
  await registry.setConfig('s', { defaultMetadata: { properties: { tier: '1' } } })
  const { results } = await registry.registerAll([{ subject: 's', ...A2 }], { dryRun: true })
  assert.deepEqual(results[0]?.registration?.metadata, { properties: { owner: 'team-a', tier: '1' } })
  assert.equal(results[0]?.registration?.version, 2)
})

test('where nothing is compared, a dry run tells what would have been found', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('s', A1)
  const forced = await registry.registerAll([{ subject: 's', ...A2X }], { dryRun: true, force: true })
  assert.equal(forced.accepted, true)
  assert.equal(forced.results[0]?.unchecked.length, 1)
  await registry.setConfig('s', { compatibilityLevel: 'NONE' })
  const none = await registry.registerAll([{ subject: 's', ...A2X }], { dryRun: true })
  assert.equal(none.results[0]?.unchecked.length, 1)
})

test('a schema that may only be read, one of the wrong version, one without its reference: each is told', async (t) => {
  const registry = await startRegistry(t)
  await registry.setMode('closed', 'READONLY')
  const { results } = await registry.registerAll([
    { subject: 'closed', ...A1 },
    { subject: 'third', ...A1, version: 3 },
    { subject: 'alone', schema: '{"type":"array","items":"X"}', references: [{ name: 'X', subject: 'nowhere' }] },
  ])
  assert.deepEqual(
    results.map(({ error }) => error?.code),
    [42205, 42201, 42201],
  )
  assert.match(
    results[2]?.error?.message ?? '',
    /'nowhere' is referred to, and is neither in this request nor registered/,
  )
})

test('references without a version mean the schema of the request, or else the latest; with one they mean that', async (t) => {
  const registry = await startRegistry(t)
  await registry.register('r', { schema: record('R') })
  await registry.register('r', { schema: record('R'), metadata: { properties: { n: '2' } } })
  const use = (version?: number) => ({
    schema: `{"type":"array","items":"R"}`,
    references: [{ name: 'R', subject: 'r', ...(version !== undefined && { version }) }],
  })
  await registry.registerAll([
    { subject: 'latest', ...use() },
    { subject: 'first', ...use(1) },
  ])
  assert.equal((await registry.version('latest', 1)).references[0]?.version, 2)
  assert.equal((await registry.version('first', 1)).references[0]?.version, 1)
  await registry.registerAll([
    { subject: 'own', ...use() },
    { subject: 'r', schema: record('R'), metadata: { properties: { n: '3' } } },
  ])
  assert.equal((await registry.version('own', 1)).references[0]?.version, 3)
})

const refusedWhole: { title: string; requests: BatchRequest[]; message: RegExp }[] = [
  { title: 'no schema at all', requests: [], message: /1 to 200 schemas/ },
  {
    title: 'more schemas than a request may have',
    requests: Array.from({ length: 201 }, (_, index) => ({ subject: `s${index}`, ...A1 })),
    message: /1 to 200 schemas/,
  },
  {
    title: 'one subject twice, in two spellings',
    requests: [
      { subject: 's', ...A1 },
      { subject: ':.:s', ...A2 },
    ],
    message: /Subject 's' is named twice/,
  },
  {
    title: 'schemas that refer to each other in a circle',
    requests: ['a', 'b', 'c'].map((subject, index) => ({
      subject,
      schema: record(subject),
      references: [{ name: 'x', subject: ['b', 'c', 'a'][index] ?? '' }],
    })),
    message: /in a circle: a -> b -> c -> a/,
  },
]

for (const { title, requests, message } of refusedWhole)
  test(`${title}: refused as a whole with 42293`, async (t) => {
    const registry = await startRegistry(t)
    await assert.rejects(registry.registerAll(requests), { code: 42293, message })
  })

test('many at once over the same subjects: ids and versions have no gaps, and all of one request is there or none', async (t) => {
  const { registry, store } = await startRegistryOnStore(t)
  const requests = (field: string): BatchRequest[] => [
    { subject: 'b', ...recordWith(field) },
    { subject: ':.other:a', ...recordWith(field) },
  ]
  const fields = Array.from({ length: 12 }, (_, index) => `f${index + 10}`)
  const answers = await Promise.all(
    fields.map((field, index) =>
      registry.registerAll(index % 3 === 2 ? [...requests(field), { subject: 'bad', ...BAD }] : requests(field)),
    ),
  )
  const registered = answers.filter((answer) => answer.registered).length
  assert.equal(registered, 8)
  const upTo8 = Array.from({ length: 8 }, (_, index) => index + 1)
  for (const subject of ['b', ':.other:a']) assert.deepEqual(await registry.versions(subject), upTo8)
  assert.deepEqual(await idsOf(registry, 'b'), upTo8)
  assert.equal(await store.schemas.findLastSequence(), 16)
  assert.equal((await registry.verifyChanges()).intact, true)
})

async function idsOf(registry: Registry, subject: string): Promise<number[]> {
  const versions = await registry.versions(subject)
  const ids = await Promise.all(versions.map(async (version) => (await registry.version(subject, version)).schemaId))
  return ids.sort((a, b) => a - b)
}

test('of each refused schema as much is told as one answer has room for', async (t) => {
  const registry = await startRegistry(t, { schemaTimeoutMs: 60_000 })
  t.after(() => registry.close())
  const wide = (type: string) => {
    const fields = Array.from({ length: 300 }, (_, index) => ({ name: `f${index}`, type }))
    return { schema: JSON.stringify({ type: 'record', name: 'Wide', fields }) }
  }
  const subjects = ['a', 'b', 'c']
  for (const subject of subjects) await registry.register(subject, wide('string'))
  const { results } = await registry.registerAll(subjects.map((subject) => ({ subject, ...wide('int') })))
  for (const { error } of results) {
    assert.equal(error?.key, 'incompatibleSchema')
    assert.equal(error.findings.length, 50)
    assert.ok(error.message.length < 10_100)
  }
})
