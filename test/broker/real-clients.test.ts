/** Unmodified clients against the broker: produce, read in a group, commit, and go on where the group stood. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  Consumer,
  MessagesStreamFallbackModes,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { startTestBroker } from '../support/kafka-broker.ts'

const texts = Array.from({ length: 100 }, (_, index) => `record ${index}`)

async function addressOf(t: TestContext): Promise<string> {
  const { broker } = await startTestBroker(t)
  return `${broker.address.host}:${broker.address.port}`
}

test('kafkajs produces, reads in a group, and resumes where the group has committed', async (t) => {
  const kafka = new Kafka({ brokers: [await addressOf(t)], logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ idempotent: true, createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  await producer.send({ topic: 'orders', messages: texts.map((value) => ({ value, headers: { kind: 'test' } })) })
  await producer.disconnect()

  /** Reads until so many records have been read and committed. */
  const read = async (count: number) => {
    const consumer = kafka.consumer({ groupId: 'readers', maxWaitTimeInMs: 50 })
    await consumer.connect()
    await consumer.subscribe({ topics: ['orders'], fromBeginning: true })
    const values: string[] = []
    await new Promise<void>((resolve, reject) => {
      const eachMessage = async ({ message }: { message: { value: Buffer | null; offset: string } }) => {
        if (values.length === count) return
        values.push(String(message.value))
        if (values.length < count) return
        const offset = String(Number(message.offset) + 1)
        consumer.commitOffsets([{ topic: 'orders', partition: 0, offset }]).then(resolve, reject)
      }
      consumer.run({ autoCommit: false, eachMessage }).catch(reject)
    })
    await consumer.disconnect()
    return values
  }
  assert.deepEqual(await read(40), texts.slice(0, 40))
  assert.deepEqual(await read(60), texts.slice(40))
})

test('@platformatic/kafka produces, reads in a group, and resumes where the group has committed', async (t) => {
  const options = { clientId: 'test', bootstrapBrokers: [await addressOf(t)] }
  const producer = new Producer({ ...options, serializers: stringSerializers, autocreateTopics: true })
  await producer.send({ messages: texts.map((value) => ({ topic: 'orders', value })), acks: -1 })
  await producer.close()

  const read = async (count: number) => {
    const consumer = new Consumer({
      ...options,
      groupId: 'readers',
      deserializers: stringDeserializers,
      maxWaitTime: 50,
    })
    const stream = await consumer.consume({
      topics: ['orders'],
      mode: MessagesStreamModes.COMMITTED,
      fallbackMode: MessagesStreamFallbackModes.EARLIEST,
      autocommit: false,
    })
    const values: (string | undefined)[] = []
    for await (const message of stream) {
      values.push(message.value)
      if (values.length < count) continue
      await message.commit()
      break
    }
    await consumer.close(true)
    return values
  }
  assert.deepEqual(await read(40), texts.slice(0, 40))
  assert.deepEqual(await read(60), texts.slice(40))
})
