/** kafkajs, unmodified, with the options that its README shows. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import kafkajs, { type Consumer, type Kafka } from 'kafkajs'
import SnappyCodec from 'kafkajs-snappy'
import { compressFrameSync, decompressFrameSync } from 'lz4-napi'
import { cleanUp } from '../support/cleanup.ts'
import { Collector } from '../support/collector.ts'
import { startServer } from '../support/server.ts'

const { CompressionCodecs, CompressionTypes, logLevel } = kafkajs

// kafkajs brings gzip; its README says how others are added. These are the field's usual libraries behind its interface.
CompressionCodecs[CompressionTypes.Snappy] = SnappyCodec
CompressionCodecs[CompressionTypes.LZ4] = codec(compressFrameSync, decompressFrameSync)
CompressionCodecs[CompressionTypes.ZSTD] = codec(zstdCompressSync, zstdDecompressSync)

function codec(compress: (bytes: Buffer) => Buffer, decompress: (bytes: Buffer) => Buffer) {
  return () => ({
    compress: async (encoder: { buffer: Buffer }) => compress(encoder.buffer),
    decompress: async (bytes: Buffer) => decompress(bytes),
  })
}

interface Received {
  member: string
  partition: number
  offset: number
  key: string
  value: string
}

async function connect(t: TestContext): Promise<Kafka> {
  const { brokers } = await startServer(t)
  return new kafkajs.Kafka({ clientId: 'my-app', brokers, logLevel: logLevel.NOTHING })
}

async function createTopic(t: TestContext, kafka: Kafka, topic: string, numPartitions: number): Promise<void> {
  const admin = kafka.admin()
  await admin.connect()
  cleanUp(t, () => admin.disconnect())
  assert.equal(await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true }), true)
}

async function produce(t: TestContext, kafka: Kafka, topic: string, count: number, first = 0): Promise<void> {
  const producer = kafka.producer()
  await producer.connect()
  cleanUp(t, () => producer.disconnect())
  const messages = Array.from({ length: count }, (_, at) => ({ key: `k${first + at}`, value: `v${first + at}` }))
  await producer.send({ topic, messages })
}

/** A member of a group that adds what it reads to `received`, and its assignments to `assigned`. */
async function join(
  t: TestContext,
  kafka: Kafka,
  options: { groupId: string; topic: string; member: string },
  received: Collector<Received>,
  assigned?: Collector<{ member: string; partitions: number[] }>,
): Promise<Consumer> {
  const consumer = kafka.consumer({ groupId: options.groupId, heartbeatInterval: 100, maxWaitTimeInMs: 100 })
  await consumer.connect()
  cleanUp(t, () => consumer.disconnect())
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
    assigned?.add({ member: options.member, partitions: payload.memberAssignment[options.topic] ?? [] })
  })
  await consumer.subscribe({ topic: options.topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ partition, message }) => {
      received.add({
        member: options.member,
        partition,
        offset: Number(message.offset),
        key: String(message.key),
        value: String(message.value),
      })
    },
  })
  return consumer
}

test('produces and consumes every codec, with keys, headers, nulls and timestamps', async (t) => {
  const kafka = await connect(t)
  const codecs = ['None', 'GZIP', 'Snappy', 'LZ4', 'ZSTD'] as const
  const producer = kafka.producer()
  await producer.connect()
  cleanUp(t, () => producer.disconnect())
  for (const name of codecs) {
    const messages = [
      { key: name, value: 'x'.repeat(10_000), headers: { trace: name }, timestamp: '1700000000123' },
      { key: name, value: null },
    ]
    await producer.send({ topic: 'codecs', compression: CompressionTypes[name], messages })
  }

  const seen = new Collector<{ key: string; size: number | null; trace: string; timestamp: string }>()
  const consumer = kafka.consumer({ groupId: 'codecs' })
  await consumer.connect()
  cleanUp(t, () => consumer.disconnect())
  await consumer.subscribe({ topic: 'codecs', fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ message }) =>
      seen.add({
        key: String(message.key),
        size: message.value?.length ?? null,
        trace: String(message.headers?.['trace'] ?? ''),
        timestamp: message.timestamp,
      }),
  })
  const records = await seen.until((items) => items.length === 2 * codecs.length)
  for (const [at, name] of codecs.entries()) {
    assert.deepEqual(records[2 * at], { key: name, size: 10_000, trace: name, timestamp: '1700000000123' })
    assert.equal(records[2 * at + 1]?.size, null)
  }
})

test('two members share the partitions, and the one that stays takes over when the other leaves', async (t) => {
  const kafka = await connect(t)
  await createTopic(t, kafka, 'orders', 4)
  const received = new Collector<Received>()
  const assigned = new Collector<{ member: string; partitions: number[] }>()
  await join(t, kafka, { groupId: 'g', topic: 'orders', member: 'one' }, received, assigned)
  const two = await join(t, kafka, { groupId: 'g', topic: 'orders', member: 'two' }, received, assigned)

  const holds = (member: string, count: number) => (items: readonly { member: string; partitions: number[] }[]) =>
    items.filter((item) => item.member === member).at(-1)?.partitions.length === count
  await assigned.until((items) => holds('one', 2)(items) && holds('two', 2)(items))
  await produce(t, kafka, 'orders', 100)
  const shared = await received.until((items) => items.length === 100)
  assert.deepEqual(new Set(shared.map(({ member }) => member)), new Set(['one', 'two']))

  await two.disconnect()
  await assigned.until(holds('one', 4))
  await produce(t, kafka, 'orders', 100, 100)
  const all = await received.until((items) => items.length === 200)
  assert.ok(all.slice(100).every(({ member }) => member === 'one'))
  assertOnceInOrder(all, 200)
})

test('a group that comes back resumes after what it committed', async (t) => {
  const kafka = await connect(t)
  await createTopic(t, kafka, 'resume', 2)
  await produce(t, kafka, 'resume', 50)
  const before = new Collector<Received>()
  const first = await join(t, kafka, { groupId: 'resuming', topic: 'resume', member: 'first' }, before)
  await before.until((items) => items.length === 50)
  await first.disconnect()

  await produce(t, kafka, 'resume', 50, 50)
  const afterwards = new Collector<Received>()
  await join(t, kafka, { groupId: 'resuming', topic: 'resume', member: 'second' }, afterwards)
  await afterwards.until((items) => items.length >= 50)
  assertOnceInOrder([...before.items, ...afterwards.items], 100)
})

test('the admin client lists, describes and deletes', async (t) => {
  const kafka = await connect(t)
  await createTopic(t, kafka, 'admin', 3)
  await produce(t, kafka, 'admin', 10)
  const admin = kafka.admin()
  await admin.connect()
  cleanUp(t, () => admin.disconnect())
  assert.ok((await admin.listTopics()).includes('admin'))
  const offsets = await admin.fetchTopicOffsets('admin')
  assert.equal(
    offsets.reduce((sum, { high }) => sum + Number(high), 0),
    10,
  )
  const { brokers, controller } = await admin.describeCluster()
  assert.deepEqual(
    brokers.map(({ nodeId }) => nodeId),
    [controller],
  )
  await admin.deleteTopics({ topics: ['admin'] })
  assert.ok(!(await admin.listTopics()).includes('admin'))
  assert.equal(await admin.createTopics({ topics: [{ topic: 'admin', numPartitions: 1 }] }), true)
  assert.equal(await admin.createTopics({ topics: [{ topic: 'admin', numPartitions: 1 }] }), false)
})

test('the admin client deletes records and changes configs', async (t) => {
  const kafka = await connect(t)
  await createTopic(t, kafka, 'trimmed', 1)
  await produce(t, kafka, 'trimmed', 10)
  await produce(t, kafka, 'trimmed', 10, 10)
  const admin = kafka.admin()
  await admin.connect()
  cleanUp(t, () => admin.disconnect())
  // kafkajs finds the leader in what it knows already, and asks nobody.
  await admin.fetchTopicOffsets('trimmed')
  await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '15' }] })
  assert.deepEqual(await admin.fetchTopicOffsets('trimmed'), [{ partition: 0, offset: '20', high: '20', low: '15' }])
  const received = new Collector<Received>()
  await join(t, kafka, { groupId: 'rest', topic: 'trimmed', member: 'one' }, received)
  const rest = await received.until((items) => items.length === 5)
  assert.deepEqual(
    rest.map(({ offset }) => offset),
    [15, 16, 17, 18, 19],
  )
  await admin.deleteTopicRecords({ topic: 'trimmed', partitions: [{ partition: 0, offset: '-1' }] })
  assert.equal((await admin.fetchTopicOffsets('trimmed'))[0]?.low, '20')

  const type = kafkajs.ConfigResourceTypes.TOPIC
  const configEntries = [{ name: 'retention.ms', value: '1000' }]
  await admin.alterConfigs({ validateOnly: false, resources: [{ type, name: 'trimmed', configEntries }] })
  const asked = { type, name: 'trimmed', configNames: ['retention.ms'] }
  const { resources } = await admin.describeConfigs({ includeSynonyms: true, resources: [asked] })
  const [entry] = resources[0]?.configEntries ?? []
  assert.deepEqual([entry?.configName, entry?.configValue, entry?.configSource], ['retention.ms', '1000', 1])
})

/** Every record once; within a partition offsets ascend without a gap. */
function assertOnceInOrder(records: readonly Received[], count: number): void {
  assert.equal(records.length, count)
  assert.equal(new Set(records.map(({ key }) => key)).size, count)
  for (const [, inPartition] of Map.groupBy(records, ({ partition }) => partition))
    assert.deepEqual(
      inPartition.map(({ offset }) => offset),
      inPartition.map((_, at) => at),
    )
}
