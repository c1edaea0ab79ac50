/** Bytes of the registry clients of others where they could differ; test/clients runs these clients as a whole. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import confluent from '@confluentinc/schemaregistry'
import kafkajs from '@kafkajs/confluent-schema-registry'
import { createSerde, defineAvro, topicName } from '@schemalog/serdes'
import { startServer } from '../support/server.ts'

const order = {
  type: 'record',
  name: 'OrderPlaced',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'count', type: 'int' },
    { name: 'cents', type: 'long' },
    { name: 'price', type: 'double' },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID'] } },
    { name: 'lines', type: { type: 'array', items: { type: 'map', values: 'boolean' } } },
  ],
} as const
const value = {
  id: 'ä-1',
  count: -3,
  cents: 4_995,
  price: 0.5,
  note: 'x',
  state: 'PAID' as const,
  lines: [{ a: true }, {}],
}

/** Records of these clients have a class of their own; only what is in them counts. */
function plain(read: unknown): unknown {
  return JSON.parse(JSON.stringify(read))
}

test('@kafkajs/confluent-schema-registry and ours write the same bytes for every kind of type', async (t) => {
  const { registryUrl } = await startServer(t)
  const registry = new kafkajs.SchemaRegistry({ host: registryUrl })
  const { id } = await registry.register(
    { type: kafkajs.SchemaType.AVRO, schema: JSON.stringify(order) },
    { subject: 'orders-value' },
  )
  const serde = await createSerde({ registry: registryUrl, longs: 'number' }).prepare(defineAvro('orders-value', order))
  assert.equal(serde.schemaId, id)
  const theirs = await registry.encode(id, value)
  const ours = serde.serialize(value)
  assert.equal(ours.toString('hex'), theirs.toString('hex'))
  assert.deepEqual(serde.deserialize(theirs), value)
  assert.deepEqual(plain(await registry.decode(ours)), value)
})

test('@confluentinc/schemaregistry and ours frame a bare bytes schema in the same way', async (t) => {
  const { registryUrl } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(
    defineAvro(topicName('blobs'), 'bytes'),
  )
  const client = new confluent.SchemaRegistryClient({ baseURLs: [registryUrl] })
  const serializer = new confluent.AvroSerializer(client, confluent.SerdeType.VALUE, { useLatestVersion: true })
  const theirs = await serializer.serialize('blobs', Buffer.of(1, 2, 3))
  assert.equal(serde.serialize(Uint8Array.of(1, 2, 3)).toString('hex'), theirs.toString('hex'))
  assert.deepEqual(serde.deserialize(theirs), Uint8Array.of(1, 2, 3))
})
