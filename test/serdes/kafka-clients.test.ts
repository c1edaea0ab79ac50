/** Serdes with the two Kafka clients, as the README shows it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Admin, Consumer, Producer, stringDeserializer, stringSerializer } from '@platformatic/kafka'
import { createSerde, defineAvro, platformaticKafka, topicName } from '@schemalog/serdes'
import { Kafka, logLevel } from 'kafkajs'
import { cleanUp } from '../support/cleanup.ts'
import { Collector } from '../support/collector.ts'
import { startServer } from '../support/server.ts'
import { serdesError } from './codec.ts'

const first = defineAvro(topicName('orders'), {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cents', type: 'long' },
  ],
})
const second = defineAvro(topicName('orders'), {
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'cents', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
  ],
})

test('@platformatic/kafka writes with the serializers and reads every version with the deserializers', async (t) => {
  const { registryUrl, brokers } = await startServer(t)
  const serdes = createSerde({ registry: registryUrl, register: true })
  const [older, newer] = await serdes.prepare(first, second)
  const reader = await createSerde({ registry: registryUrl, readOnly: true }).prepare(first)

  const admin = new Admin({ clientId: 'admin', bootstrapBrokers: brokers })
  cleanUp(t, () => admin.close())
  await admin.createTopics({ topics: ['orders'], partitions: 1, replicas: 1 })

  for (const serde of [older, newer]) {
    const { serializers } = platformaticKafka({ value: serde })
    const producer = new Producer({
      clientId: 'producer',
      bootstrapBrokers: brokers,
      serializers: { key: stringSerializer, ...serializers },
    })
    cleanUp(t, () => producer.close())
    const messages = [
      { topic: 'orders', key: 'a', value: { id: 'a', cents: 5n } },
      { topic: 'orders', key: 'a', value: null },
    ]
    await producer.send({ messages })
  }

  const { deserializers, beforeDeserialization } = platformaticKafka({ value: reader })
  const consumer = new Consumer({
    clientId: 'consumer',
    groupId: 'readers',
    bootstrapBrokers: brokers,
    deserializers: { key: stringDeserializer, ...deserializers },
    beforeDeserialization,
  })
  cleanUp(t, () => consumer.close(true))
  const received = new Collector<unknown>()
  const stream = await consumer.consume({ topics: ['orders'], mode: 'earliest' })
  stream.on('data', ({ value }) => received.add(value))
  assert.deepEqual(await received.until(({ length }) => length >= 4), [
    { id: 'a', cents: 5n },
    null,
    { id: 'a', cents: 5n },
    null,
  ])
})

test('an error of a record that @platformatic/kafka gave says where it lies, and not what is in it', async (t) => {
  const { registryUrl } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(first)
  const { deserializers } = platformaticKafka({ value: serde })
  const bytes = serde.serialize({ id: 'secret', cents: 5n }).subarray(0, 8)
  const record = { topic: 'orders', partition: 0, offset: 7n, key: 'k', value: bytes }
  const place = { topic: 'orders', partition: 0, offset: 7n, key: 'malformedRecord', value: undefined }
  assert.throws(() => deserializers.value(bytes, new Map(), record), serdesError('malformedRecord', place))
})

test('kafkajs takes and gives bytes, which a serde writes and reads', async (t) => {
  const { registryUrl, brokers } = await startServer(t)
  const serde = await createSerde({ registry: registryUrl, register: true }).prepare(second)
  const kafka = new Kafka({ clientId: 'app', brokers, logLevel: logLevel.NOTHING })
  const producer = kafka.producer()
  await producer.connect()
  cleanUp(t, () => producer.disconnect())
  await producer.send({
    topic: 'orders',
    messages: [{ value: serde.serialize({ id: 'a', cents: 5n }) }, { value: serde.serialize(null) }],
  })

  const consumer = kafka.consumer({ groupId: 'readers' })
  await consumer.connect()
  cleanUp(t, () => consumer.disconnect())
  await consumer.subscribe({ topic: 'orders', fromBeginning: true })
  const received = new Collector<unknown>()
  await consumer.run({
    eachBatch: async ({ batch }) => {
      await serde.load(batch.messages.map(({ value }) => value))
      for (const { value, offset } of batch.messages) {
        received.add(serde.deserialize(value, { topic: batch.topic, partition: batch.partition, offset }))
      }
    },
  })
  assert.deepEqual(await received.until(({ length }) => length >= 2), [{ id: 'a', cents: 5n, note: null }, null])
})
