/** Serdes on a real registry: what prepare does, what is synchronous after it, and what can go wrong. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSerde, defineAvro, defineJson, RegistryClient, readSchemaId, SerdesError } from '@schemalog/serdes'
import { startServer } from '../support/server.ts'
import { serdesError } from './codec.ts'
import { notFound, startStub } from './stub-registry.ts'

const first = defineAvro('orders-value', {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cents', type: 'int' },
  ],
})
const second = defineAvro('orders-value', {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cents', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
})

test('after prepare, serialize and deserialize give values and not promises', async (t) => {
  const { registryUrl } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(second)
  const bytes = serde.serialize({ id: 'a', cents: 4_995n })
  assert.ok(Buffer.isBuffer(bytes))
  assert.equal(readSchemaId(bytes), serde.schemaId)
  assert.deepEqual(serde.deserialize(bytes), { id: 'a', cents: 4_995n, note: null })
  assert.deepEqual(serde.deserialize(new Uint8Array(bytes)), { id: 'a', cents: 4_995n, note: null })
})

test('an old consumer and a new one read what either version wrote', async (t) => {
  const { registryUrl } = await startServer(t)
  const serdes = createSerde({ registry: registryUrl, register: true })
  const older = await serdes.prepare(first)
  const bytesOfFirst = older.serialize({ id: 'a', cents: 5 })
  const newer = await serdes.prepare(second)
  assert.deepEqual(await newer.deserializeAsync(bytesOfFirst), { id: 'a', cents: 5n, note: null })
  assert.deepEqual(newer.deserialize(bytesOfFirst), { id: 'a', cents: 5n, note: null })
  const wide = newer.serialize({ id: 'b', cents: 2n ** 40n })
  await assert.rejects(older.deserializeAsync(wide), serdesError('unreadableValue', { path: 'cents', schemaId: 2 }))
})

test('a null value is a tombstone on both sides', async (t) => {
  const { registryUrl } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(first)
  assert.equal(serde.serialize(null), null)
  assert.equal(serde.deserialize(null), null)
  assert.equal(await serde.deserializeAsync(null), null)
})

test('an unknown id is an error until it is loaded, once for a whole batch', async (t) => {
  const stub = await startStub(t)
  stub.answer = ({ path }) => ({
    body: { id: 1, version: 1, subject: 's', schema: path.includes('/ids/') ? '"int"' : '"long"' },
  })
  const serde = await createSerde({ registry: stub.url }).prepare(defineAvro('s', 'long'))
  const record = (schemaId: number) => Buffer.from([0, 0, 0, 0, schemaId, 10])
  assert.throws(() => serde.deserialize(record(7)), serdesError('schemaNotLoaded', { schemaId: 7, subject: 's' }))
  assert.equal(serde.isLoaded(record(7)), false)
  const batch = Array.from({ length: 1_000 }, (_, index) => record(7 + (index % 5)))
  await serde.load([...batch, null, Buffer.from('not framed'), Buffer.alloc(0)])
  assert.deepEqual(new Set(batch.map((bytes) => serde.deserialize(bytes))), new Set([5n]))
  assert.equal(stub.requests.length, 1 + 5)
  assert.ok(serde.isLoaded(record(7)))
})

test('an id that the registry does not know is said to be so, and asked for once', async (t) => {
  const { registryUrl } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(first)
  const bytes = Buffer.from([0, 0, 0, 3, 232, 0])
  const place = { topic: 'orders', partition: 3, offset: 12n }
  await assert.rejects(
    serde.deserializeAsync(bytes, place),
    serdesError('schemaNotFound', { schemaId: 1_000, ...place }),
  )
  await serde.load([bytes])
  assert.throws(() => serde.deserialize(bytes), serdesError('schemaNotFound', { reason: /1000 not found/ }))
})

test('an error of one record names its schema, subject and place in the log', async (t) => {
  const { registryUrl } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(first)
  const bytes = serde.serialize({ id: 'a', cents: 5 })
  const place = { topic: 'orders', partition: 0, offset: 42n }
  assert.throws(
    () => serde.deserialize(bytes.subarray(0, 6), place),
    (error: unknown) => {
      assert.ok(error instanceof SerdesError)
      const known = { subject: 'orders-value', schemaId: 1, ...place, path: 'id' }
      assert.deepEqual({ ...error.details, reason: undefined }, { ...known, reason: undefined })
      assert.match(
        error.message,
        /^id: the record is malformed.*\(subject orders-value, schema id 1, topic orders, partition 0, offset 42\)\.$/,
      )
      assert.ok(error.stack?.includes(error.message))
      return true
    },
  )
  // biome-ignore lint/suspicious/noExplicitAny: what TypeScript would refuse is what is tested.
  const wrong: any = { id: 'a', cents: '5' }
  assert.throws(
    () => serde.serialize(wrong),
    serdesError('invalidValue', { path: 'cents', subject: 'orders-value', schemaId: 1 }),
  )
})

test('without register a schema that is not registered is an error that says what to do', async (t) => {
  const { registryUrl } = await startServer(t)
  const failure = serdesError('schemaNotFound', { subject: 'orders-value', reason: /register: true/ })
  await assert.rejects(createSerde({ registry: registryUrl }).prepare(first), failure)
  const registered = await createSerde({ registry: registryUrl, register: true }).prepare(first)
  const lookedUp = await createSerde({ registry: registryUrl }).prepare(first)
  assert.equal(lookedUp.schemaId, registered.schemaId)
})

test('an incompatible schema is refused with the registry’s reason', async (t) => {
  const { registryUrl } = await startServer(t)
  const serdes = createSerde({ registry: registryUrl, register: true })
  await serdes.prepare(first)
  const incompatible = defineAvro('orders-value', {
    type: 'record',
    name: 'Order',
    fields: [{ name: 'must', type: 'int' }],
  })
  const failure = serdesError('registryRefused', {
    status: 409,
    errorCode: 40901,
    reason: /READER_FIELD_MISSING_DEFAULT_VALUE/,
  })
  await assert.rejects(serdes.prepare(incompatible), failure)
})

test('a serde that only reads asks the registry nothing before it meets a record', async (t) => {
  const { registryUrl } = await startServer(t)
  const writer = await createSerde({ registry: registryUrl, register: true }).prepare(first)
  const stub = await startStub(t)
  stub.answer = async ({ path }) => ({ body: await (await fetch(registryUrl + path)).text() })
  const reader = await createSerde({ registry: stub.url, readOnly: true }).prepare(second)
  assert.equal(stub.requests.length, 0)
  assert.deepEqual(await reader.deserializeAsync(writer.serialize({ id: 'a', cents: 5 })), {
    id: 'a',
    cents: 5n,
    note: null,
  })
  assert.equal(stub.requests.length, 1)
  assert.throws(() => reader.serialize({ id: 'a', cents: 5n }), serdesError('readOnly'))
})

test('a record of another format is refused, in either direction', async (t) => {
  const { registryUrl } = await startServer(t)
  const serdes = createSerde({ registry: registryUrl, register: true })
  const [avro, json] = await serdes.prepare(first, defineJson('other-value', { type: 'object' }))
  const fromJson = serdesError('wrongSchemaType', { expected: 'AVRO', got: 'JSON' })
  await assert.rejects(avro.deserializeAsync(json.serialize({})), fromJson)
  const fromAvro = serdesError('wrongSchemaType', { expected: 'JSON', got: 'AVRO' })
  await assert.rejects(json.deserializeAsync(avro.serialize({ id: 'a', cents: 5 })), fromAvro)
})

test('JSON of any version is checked against the declared schema', async (t) => {
  const { registryUrl } = await startServer(t)
  const serdes = createSerde({ registry: registryUrl, register: true })
  const open = await serdes.prepare(
    defineJson('users-value', { type: 'object', properties: { name: { type: 'string' } } }),
  )
  const readers = createSerde({ registry: registryUrl, readOnly: true })
  const strict = await readers.prepare(defineJson('users-value', { type: 'object', required: ['name'] }))
  assert.deepEqual(await strict.deserializeAsync(open.serialize({ name: 'Ada' })), { name: 'Ada' })
  await assert.rejects(strict.deserializeAsync(open.serialize({})), serdesError('invalidValue', { path: 'name' }))
})

test('longs are what the serde says', async (t) => {
  const { registryUrl } = await startServer(t)
  const long = defineAvro('long-value', 'long')
  const bigints = await createSerde({ registry: registryUrl, register: true }).prepare(long)
  const numbers = await createSerde({ registry: registryUrl, longs: 'number' }).prepare(long)
  const strings = await createSerde({ registry: registryUrl, longs: 'string' }).prepare(long)
  const bytes = bigints.serialize(2n ** 53n)
  assert.equal(strings.deserialize(bytes), '9007199254740992')
  assert.throws(() => numbers.deserialize(bytes), serdesError('outOfRange', { got: 'long 9007199254740992' }))
  assert.equal(numbers.deserialize(strings.serialize('-5')), -5)
})

test('schemas with references are read', async (t) => {
  const { registryUrl } = await startServer(t)
  const post = async (subject: string, body: object): Promise<{ id: number }> => {
    const headers = { 'content-type': 'application/json' }
    const url = `${registryUrl}/subjects/${subject}/versions`
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
    // The registry's own answer, whose shape is pinned by its tests.
    return (await response.json()) as { id: number }
  }
  const customer = { type: 'record', name: 'Customer', namespace: 'shop', fields: [{ name: 'name', type: 'string' }] }
  await post('customer', { schema: JSON.stringify(customer) })
  const order = { type: 'record', name: 'Order', namespace: 'shop', fields: [{ name: 'customer', type: 'Customer' }] }
  const references = [{ name: 'shop.Customer', subject: 'customer', version: 1 }]
  const { id } = await post('orders-value', { schema: JSON.stringify(order), references })
  const whole = defineAvro('orders-value', {
    type: 'record',
    name: 'Order',
    namespace: 'shop',
    fields: [
      { name: 'customer', type: { type: 'record', name: 'Customer', fields: [{ name: 'name', type: 'string' }] } },
    ],
  })
  const serde = await createSerde({ registry: registryUrl, readOnly: true }).prepare(whole)
  const bytes = Buffer.from([0, 0, 0, 0, id, 6, ...Buffer.from('Ada')])
  assert.deepEqual(await serde.deserializeAsync(bytes), { customer: { name: 'Ada' } })
})

test('serdes of one client share what it has fetched', async (t) => {
  const { registryUrl } = await startServer(t)
  const client = new RegistryClient({ urls: registryUrl })
  const writer = await createSerde({ registry: client, register: true }).prepare(first)
  const [one, two] = await createSerde({ registry: client, readOnly: true }).prepare(first, second)
  const bytes = writer.serialize({ id: 'a', cents: 5 })
  await one.load([bytes])
  assert.deepEqual(two.deserialize(bytes), { id: 'a', cents: 5n, note: null })
})

test('a registry that is away is an error of load, which passes when it is back', async (t) => {
  const stub = await startStub(t)
  const serde = await createSerde({ registry: { urls: stub.url, retries: 0 } }).prepare(defineAvro('s', 'long'))
  stub.answer = () => ({ status: 503 })
  const record = Buffer.from([0, 0, 0, 0, 9, 10])
  await assert.rejects(serde.load([record]), serdesError('registryUnreachable', { schemaId: 9 }))
  stub.answer = () => ({ body: { schema: '"int"' } })
  assert.equal(await serde.deserializeAsync(record), 5n)
})

test('the signal of a serde ends its waiting', async (t) => {
  const stub = await startStub(t)
  const controller = new AbortController()
  stub.answer = () => {
    controller.abort(new Error('shutting down'))
    return notFound(40403)
  }
  const serdes = createSerde({ registry: stub.url, signal: controller.signal })
  await assert.rejects(serdes.prepare(first), { message: 'shutting down' })
})

test('a written schema that does not parse is an error of the record, not of the process', async (t) => {
  const stub = await startStub(t)
  const serde = await createSerde({ registry: stub.url }).prepare(defineAvro('s', 'long'))
  stub.answer = () => ({ body: { schema: '{"type":"nonsense"}' } })
  const failure = serdesError('invalidSchema', { schemaId: 9, reason: /nonsense/ })
  await assert.rejects(serde.deserializeAsync(Buffer.from([0, 0, 0, 0, 9, 10])), failure)
})
