/** The registry clients of others, unmodified, against our registry; and their bytes against those of our serdes. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  AvroDeserializer,
  AvroSerializer,
  JsonDeserializer,
  JsonSerializer,
  RestError,
  SchemaRegistryClient,
  SerdeType,
} from '@confluentinc/schemaregistry'
import { SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { createSerde, defineAvro, defineJson } from '@schemalog/serdes'
import { startServer } from '../support/server.ts'

const topic = 'orders'
const subject = `${topic}-value`

const avroSchema = {
  type: 'record',
  name: 'Order',
  namespace: 'shop',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cents', type: 'int' },
    { name: 'tags', type: { type: 'array', items: 'string' } },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
} as const

const jsonSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Order',
  type: 'object',
  properties: { id: { type: 'string' }, cents: { type: 'integer' } },
  required: ['id'],
  additionalProperties: false,
} as const

const avroOrder = { id: 'a-1', cents: 4995, tags: ['new', 'übergroß'], note: null }
const jsonOrder = { id: 'a-1', cents: 4995 }

async function start(t: TestContext) {
  const { registryUrl } = await startServer(t)
  const confluent = new SchemaRegistryClient({ baseURLs: [registryUrl] })
  const ours = createSerde({ registry: registryUrl })
  return { registryUrl, confluent, ours }
}

test('@confluentinc/schemaregistry: Avro written by either is the same bytes and is read by the other', async (t) => {
  const { confluent, ours } = await start(t)
  const id = await confluent.register(subject, { schemaType: 'AVRO', schema: JSON.stringify(avroSchema) })
  const serde = await ours.prepare(defineAvro(subject, avroSchema))
  assert.equal(serde.schemaId, id)

  const theirs = await new AvroSerializer(confluent, SerdeType.VALUE, { useLatestVersion: true }).serialize(
    topic,
    avroOrder,
  )
  assert.deepEqual(serde.serialize(avroOrder), theirs)
  assert.deepEqual(serde.deserialize(theirs), avroOrder)
  const read = await new AvroDeserializer(confluent, SerdeType.VALUE, {}).deserialize(topic, serde.serialize(avroOrder))
  assert.deepEqual({ ...read }, avroOrder)
})

test('@confluentinc/schemaregistry: JSON written by either is read by the other', async (t) => {
  const { confluent, ours } = await start(t)
  const id = await confluent.register(subject, { schemaType: 'JSON', schema: JSON.stringify(jsonSchema) })
  const serde = await ours.prepare(defineJson(subject, jsonSchema))
  assert.equal(serde.schemaId, id)

  const theirs = await new JsonSerializer(confluent, SerdeType.VALUE, { useLatestVersion: true }).serialize(
    topic,
    jsonOrder,
  )
  assert.deepEqual(serde.serialize(jsonOrder), theirs)
  assert.deepEqual(serde.deserialize(theirs), jsonOrder)
  const read = await new JsonDeserializer(confluent, SerdeType.VALUE, {}).deserialize(topic, serde.serialize(jsonOrder))
  assert.deepEqual(read, jsonOrder)
})

test('@confluentinc/schemaregistry: subjects, versions, compatibility, config, deletion, and errors by their codes', async (t) => {
  const { confluent } = await start(t)
  const wider = { ...avroSchema, fields: [...avroSchema.fields, { name: 'at', type: 'long', default: 0 }] }
  const narrower = { ...avroSchema, fields: [...avroSchema.fields, { name: 'at', type: 'long' }] }
  const info = (schema: object) => ({ schemaType: 'AVRO', schema: JSON.stringify(schema) })
  await confluent.register(subject, info(avroSchema))
  assert.equal(await confluent.testSubjectCompatibility(subject, info(wider)), true)
  assert.equal(await confluent.testSubjectCompatibility(subject, info(narrower)), false)
  await assert.rejects(confluent.register(subject, info(narrower)), (error) => {
    assert.ok(error instanceof RestError)
    assert.deepEqual([error.status, error.errorCode], [409, 40901])
    return true
  })
  assert.equal(await confluent.register(subject, info(wider)), 2)
  assert.deepEqual(await confluent.getAllSubjects(), [subject])
  assert.deepEqual(await confluent.getAllVersions(subject), [1, 2])
  assert.equal((await confluent.getLatestSchemaMetadata(subject)).version, 2)
  assert.equal(await confluent.getVersion(subject, info(avroSchema)), 1)
  await confluent.updateConfig(subject, { compatibility: 'NONE' as never })
  assert.equal((await confluent.getConfig(subject)).compatibilityLevel, 'NONE')
  assert.deepEqual(await confluent.deleteSubject(subject), [1, 2])
  await assert.rejects(confluent.getAllVersions(subject), (error) => {
    assert.ok(error instanceof RestError)
    assert.deepEqual([error.status, error.errorCode], [404, 40401])
    return true
  })
})

test('@kafkajs/confluent-schema-registry: Avro and JSON written by either are the same bytes and are read by the other', async (t) => {
  const { registryUrl, ours } = await start(t)
  const registry = new SchemaRegistry({ host: registryUrl })
  const avro = { type: SchemaType.AVRO, schema: JSON.stringify(avroSchema) } as const
  const json = { type: SchemaType.JSON, schema: JSON.stringify(jsonSchema) } as const
  const { id: avroId } = await registry.register(avro, { subject })
  const { id: jsonId } = await registry.register(json, { subject: 'invoices-value' })

  const avroSerde = await ours.prepare(defineAvro(subject, avroSchema))
  const theirAvro = await registry.encode(avroId, avroOrder)
  assert.deepEqual(avroSerde.serialize(avroOrder), theirAvro)
  assert.deepEqual(avroSerde.deserialize(theirAvro), avroOrder)
  assert.deepEqual({ ...(await registry.decode(avroSerde.serialize(avroOrder))) }, avroOrder)

  const jsonSerde = await ours.prepare(defineJson('invoices-value', jsonSchema))
  const theirJson = await registry.encode(jsonId, jsonOrder)
  assert.deepEqual(jsonSerde.serialize(jsonOrder), theirJson)
  assert.deepEqual(jsonSerde.deserialize(theirJson), jsonOrder)
  assert.deepEqual(await registry.decode(jsonSerde.serialize(jsonOrder)), jsonOrder)
})
