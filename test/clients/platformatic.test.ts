/** @platformatic/kafka, unmodified, with the options that its README shows. */

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { Admin, Consumer, ProduceAcks, Producer, stringDeserializers, stringSerializers } from '@platformatic/kafka'
import { cleanUp } from '../support/cleanup.ts'
import { Collector } from '../support/collector.ts'
import { startServer } from '../support/server.ts'

type StringProducer = Producer<string, string, string, string>
type StringConsumer = Consumer<string, string, string, string>

interface Received {
  member: string
  partition: number
  offset: number
  key: string
  value: string
}

function producerOf(t: TestContext, brokers: string[], idempotent = false): StringProducer {
  const producer = new Producer({
    clientId: 'my-producer',
    bootstrapBrokers: brokers,
    serializers: stringSerializers,
    autocreateTopics: true,
    idempotent,
  })
  cleanUp(t, () => producer.close())
  return producer
}

function consumerOf(t: TestContext, brokers: string[], groupId: string): StringConsumer {
  const consumer = new Consumer({
    groupId,
    clientId: 'my-consumer',
    bootstrapBrokers: brokers,
    deserializers: stringDeserializers,
  })
  cleanUp(t, () => consumer.close(true))
  return consumer
}

async function createTopic(t: TestContext, brokers: string[], topic: string, partitions: number): Promise<Admin> {
  const admin = new Admin({ clientId: 'my-admin', bootstrapBrokers: brokers })
  cleanUp(t, () => admin.close())
  await admin.createTopics({ topics: [topic], partitions, replicas: 1 })
  return admin
}

/** Joins a group and adds what it reads to `received`, committing as it goes. */
async function join(
  t: TestContext,
  brokers: string[],
  options: { groupId: string; topic: string; member: string },
  received: Collector<Received>,
): Promise<StringConsumer> {
  const consumer = consumerOf(t, brokers, options.groupId)
  const stream = await consumer.consume({
    autocommit: true,
    topics: [options.topic],
    mode: 'committed',
    fallbackMode: 'earliest',
    sessionTimeout: 10_000,
    heartbeatInterval: 100,
    maxWaitTime: 200,
  })
  stream.on('data', ({ partition, offset, key, value }) => {
    received.add({ member: options.member, partition, offset: Number(offset), key, value })
  })
  return consumer
}

async function send(producer: StringProducer, topic: string, count: number, first = 0): Promise<void> {
  const messages = Array.from({ length: count }, (_, at) => ({ topic, key: `k${first + at}`, value: `v${first + at}` }))
  await producer.send({ messages, acks: ProduceAcks.ALL })
}

test('produces and consumes every codec, with keys, headers and timestamps, idempotent or not', async (t) => {
  const { brokers } = await startServer(t)
  const codecs = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
  for (const idempotent of [false, true]) {
    const producer = producerOf(t, brokers, idempotent)
    for (const compression of codecs) {
      const message = { topic: 'codecs', key: compression, value: 'x'.repeat(10_000), timestamp: 1_700_000_000_123n }
      await producer.send({ messages: [{ ...message, headers: { trace: compression } }], compression })
    }
  }

  const consumer = consumerOf(t, brokers, 'codecs')
  const stream = await consumer.consume({ topics: ['codecs'], mode: 'earliest', autocommit: false, maxWaitTime: 200 })
  const seen = new Collector<{ key: string; size: number; trace: string | undefined; timestamp: bigint }>()
  stream.on('data', ({ key, value, headers, timestamp }) =>
    seen.add({ key, size: value.length, trace: headers.get('trace'), timestamp }),
  )
  const expected = [...codecs, ...codecs].map((codec) => ({
    key: codec,
    size: 10_000,
    trace: codec,
    timestamp: 1_700_000_000_123n,
  }))
  assert.deepEqual(await seen.until((items) => items.length === expected.length), expected)
})

test('two members share the partitions, and the one that stays takes over when the other leaves', async (t) => {
  const { brokers } = await startServer(t)
  await createTopic(t, brokers, 'orders', 4)
  const producer = producerOf(t, brokers)
  const received = new Collector<Received>()
  const one = await join(t, brokers, { groupId: 'g', topic: 'orders', member: 'one' }, received)
  const rebalanced = new Collector<number>()
  one.on('consumer:group:join', ({ assignments }) => rebalanced.add(assignments?.[0]?.partitions.length ?? 0))
  const two = await join(t, brokers, { groupId: 'g', topic: 'orders', member: 'two' }, received)
  await rebalanced.until((sizes) => sizes.at(-1) === 2)

  await send(producer, 'orders', 100)
  const shared = await received.until(holdsKeys(100))
  assert.deepEqual(new Set(shared.map(({ member }) => member)), new Set(['one', 'two']))

  await two.close(true)
  await rebalanced.until((sizes) => sizes.at(-1) === 4)
  await send(producer, 'orders', 100, 100)
  const all = await received.until(holdsKeys(200))
  const later = all.filter(({ key }) => Number(key.slice(1)) >= 100)
  assert.ok(later.every(({ member }) => member === 'one'))
  assertInOrder(all)
})

test('a group that comes back resumes after what it committed', async (t) => {
  const { brokers } = await startServer(t)
  await createTopic(t, brokers, 'resume', 2)
  const producer = producerOf(t, brokers)
  await send(producer, 'resume', 50)
  const before = new Collector<Received>()
  const first = await join(t, brokers, { groupId: 'resuming', topic: 'resume', member: 'first' }, before)
  await before.until((items) => items.length === 50)
  await first.close(true)

  await send(producer, 'resume', 50, 50)
  const afterwards = new Collector<Received>()
  await join(t, brokers, { groupId: 'resuming', topic: 'resume', member: 'second' }, afterwards)
  await afterwards.until((items) => items.length >= 50)
  assertOnceInOrder([...before.items, ...afterwards.items], 100)
})

test('the admin client sees topics, groups, members, offsets and configs', async (t) => {
  const { brokers } = await startServer(t)
  const admin = await createTopic(t, brokers, 'admin', 3)
  await send(producerOf(t, brokers), 'admin', 10)
  const received = new Collector<Received>()
  await join(t, brokers, { groupId: 'g', topic: 'admin', member: 'one' }, received)
  await received.until((items) => items.length === 10)

  assert.deepEqual(await admin.listTopics(), ['admin'])
  assert.equal((await admin.listGroups()).get('g')?.state, 'Stable')
  const group = (await admin.describeGroups({ groups: ['g'] })).get('g')
  assert.equal(group?.members.size, 1)
  const partitions = [0, 1, 2].map((partitionIndex) => ({ partitionIndex, timestamp: -1n }))
  const [listed] = await admin.listOffsets({ topics: [{ name: 'admin', partitions }] })
  assert.equal(
    listed?.partitions.reduce((sum, { offset }) => sum + Number(offset), 0),
    10,
  )
  const [described] = await admin.describeConfigs({
    resources: [{ resourceType: 2, resourceName: 'admin', configurationKeys: [] }],
  })
  assert.ok(described?.configs.some(({ name, value }) => name === 'cleanup.policy' && value === 'delete'))
})

test('the admin client deletes records and changes configs', async (t) => {
  const { brokers } = await startServer(t)
  const admin = await createTopic(t, brokers, 'trimmed', 1)
  const messages = Array.from({ length: 10 }, (_, at) => ({ topic: 'trimmed', key: `k${at}`, value: `v${at}` }))
  await producerOf(t, brokers).send({ messages })
  const topics = [{ name: 'trimmed', partitions: [{ partition: 0, offset: 4n }] }]
  assert.equal((await admin.deleteRecords({ topics }))[0]?.partitions[0]?.lowWatermark, 4n)
  const resource = { resourceType: 2, resourceName: 'trimmed' } as const
  const shown = async () => {
    const resources = [{ ...resource, configurationKeys: ['retention.ms', 'segment.ms'] }]
    const [described] = await admin.describeConfigs({ resources, includeDocumentation: true })
    return described?.configs.map(({ name, value, configSource }) => [name, value, configSource])
  }
  const configs = [{ name: 'retention.ms', configOperation: 0, value: '60000' }] as const
  await admin.incrementalAlterConfigs({ resources: [{ ...resource, configs: [...configs] }] })
  assert.deepEqual(await shown(), [
    ['retention.ms', '60000', 1],
    ['segment.ms', '604800000', 5],
  ])
  await admin.alterConfigs({ resources: [{ ...resource, configs: [{ name: 'segment.ms', value: '1000' }] }] })
  assert.deepEqual(await shown(), [
    ['retention.ms', '604800000', 5],
    ['segment.ms', '1000', 1],
  ])
})

/** Whether all keys k0 to k(count-1) have arrived, some perhaps twice: a rebalance may come before a commit. */
function holdsKeys(count: number): (items: readonly Received[]) => boolean {
  return (items) => new Set(items.map(({ key }) => key)).size === count
}

/** Within a partition, first sights of offsets ascend without a gap. */
function assertInOrder(records: readonly Received[]): void {
  for (const [, seen] of Map.groupBy(records, ({ partition }) => partition)) {
    const firstSights = [...new Set(seen.map(({ offset }) => offset))]
    assert.deepEqual(
      firstSights,
      firstSights.map((_, at) => at),
    )
  }
}

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
