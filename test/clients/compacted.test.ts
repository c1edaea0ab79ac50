/** Real clients on what compaction leaves: batches without some of their records, batches without any, gaps. */

import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { Consumer, MessagesStreamModes, stringDeserializers } from '@platformatic/kafka'
import kafkajs, { type Kafka, type Producer } from 'kafkajs'
import { cleanUp } from '../support/cleanup.ts'
import { Collector } from '../support/collector.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { missingClient } from '../support/server.ts'

const { logLevel } = kafkajs
const { None, GZIP } = kafkajs.CompressionTypes

const present = spawnSync('kcat', ['-V']).status === 0
const topic = 'compacted'
const expected = ['4:k2=v1', '13:k1=v2', '14:k0=v3', '15:k0=last']

/** A topic that was compacted: batches of five records, one segment each, with and without compression. */
async function startCompacted(t: TestContext): Promise<{ brokers: string[]; kafka: Kafka }> {
  const { broker, logFolder } = await startTestBroker(t)
  const brokers = [`${broker.address.host}:${broker.address.port}`]
  const kafka = new kafkajs.Kafka({ brokers, logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  await admin.connect()
  cleanUp(t, () => admin.disconnect())
  const configEntries = [
    { name: 'cleanup.policy', value: 'compact' },
    { name: 'min.cleanable.dirty.ratio', value: '0.01' },
    { name: 'segment.ms', value: '1' },
  ]
  await admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] })
  const start = Date.now()
  const send = (producer: Producer, keys: readonly string[], value: string, age: number, compression: number = None) =>
    producer.send({
      topic,
      compression,
      messages: keys.map((key) => ({ key, value, timestamp: String(start + age) })),
    })
  // The last batch of an idempotent producer stays, without its records.
  const idempotent = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
  const other = kafka.producer()
  for (const producer of [idempotent, other]) {
    await producer.connect()
    cleanUp(t, () => producer.disconnect())
  }
  await send(idempotent, ['k0', 'k1', 'k0', 'k1', 'k2'], 'v1', 0)
  await send(idempotent, ['k0', 'k1', 'k0', 'k1', 'k0'], 'v1', 10)
  await send(other, ['k0', 'k0', 'k0', 'k1'], 'v2', 20, GZIP)
  await send(other, ['k0'], 'v3', 30, GZIP)
  await send(other, ['k0'], 'last', 40)
  await logFolder.clean()
  return { brokers, kafka }
}

test('kcat reads a compacted topic', present ? {} : missingClient('kcat'), async (t) => {
  const { brokers } = await startCompacted(t)
  const args = ['-b', brokers.join(), '-t', topic, '-C', '-e', '-q', '-o', 'beginning', '-f', '%o:%k=%s\n']
  const child = spawn('kcat', args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  assert.equal(code, 0, stderr)
  assert.deepEqual(stdout.trimEnd().split('\n'), expected)
})

test('kafkajs reads a compacted topic', async (t) => {
  const { kafka } = await startCompacted(t)
  const consumer = kafka.consumer({ groupId: 'readers' })
  await consumer.connect()
  cleanUp(t, () => consumer.disconnect())
  const received = new Collector<string>()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) => received.add(`${message.offset}:${message.key}=${message.value}`),
  })
  assert.deepEqual(await received.until((items) => items.length === expected.length), expected)
})

test('@platformatic/kafka reads a compacted topic', async (t) => {
  const { brokers } = await startCompacted(t)
  const consumer = new Consumer({
    groupId: 'readers',
    clientId: 'reader',
    bootstrapBrokers: brokers,
    deserializers: stringDeserializers,
  })
  cleanUp(t, () => consumer.close(true))
  const stream = await consumer.consume({ topics: [topic], mode: MessagesStreamModes.EARLIEST })
  const received: string[] = []
  for await (const { offset, key, value } of stream) {
    received.push(`${offset}:${key}=${value}`)
    if (received.length === expected.length) break
  }
  assert.deepEqual(received, expected)
})
