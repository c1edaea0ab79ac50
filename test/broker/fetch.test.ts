import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  CreateTopics,
  DeleteTopics,
  decodeRecords,
  decodeResponseFrame,
  encodeRequestFrame,
  errorCodes,
  Fetch,
  Metadata,
  Produce,
  readBatchHeader,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import {
  batchOf,
  createRequest,
  type FetchOptions,
  fetchRequest,
  metadataRequest,
  produceRequest,
} from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

const longWait = 20_000

/** A broker with `orders` (2 partitions), a producer and a consumer. */
async function start(t: TestContext) {
  const testBroker = await startTestBroker(t)
  const producer = await testBroker.connect()
  const consumer = await testBroker.connect()
  await producer.request(CreateTopics, 7, createRequest('orders', { partitions: 2 }))
  return { ...testBroker, producer, consumer }
}

async function produce(client: WireClient, texts: readonly string[], partition = 0): Promise<number> {
  const answer = await client.request(Produce, 9, produceRequest({ partition }, batchOf(texts)))
  return answer.responses[0]?.partitionResponses[0]?.baseOffset ?? -1
}

async function fetch(client: WireClient, options: FetchOptions, apiVersion = 11) {
  const answer = await client.request(Fetch, apiVersion, fetchRequest(options))
  const [partition] = answer.responses[0]?.partitions ?? []
  assert.ok(partition)
  return partition
}

/** Offsets and values of all batches of an answer. */
function recordsOf(bytes: Buffer | null): string[] {
  const found: string[] = []
  for (let position = 0; bytes !== null && position < bytes.length; ) {
    const { sizeInBytes } = readBatchHeader(bytes, position)
    const records = decodeRecords(bytes.subarray(position, position + sizeInBytes))
    found.push(...records.map(({ offset, value }) => `${offset} ${value}`))
    position += sizeInBytes
  }
  return found
}

for (let apiVersion = 4; apiVersion <= 12; apiVersion++) {
  test(`Fetch version ${apiVersion} returns batches and where the log begins and ends`, async (t) => {
    const { producer, consumer } = await start(t)
    await produce(producer, ['a', 'b'])
    const { records, ...partition } = await fetch(consumer, { isolationLevel: 1 }, apiVersion)
    assert.deepEqual(recordsOf(records), ['0 a', '1 b'])
    assert.equal(partition.errorCode, errorCodes.NONE)
    assert.deepEqual([partition.highWatermark, partition.lastStableOffset], [2, 2])
    assert.deepEqual(partition.abortedTransactions, [])
    assert.equal(partition.preferredReadReplica, -1)
  })
}

for (const apiVersion of [13, 15, 18]) {
  test(`Fetch version ${apiVersion} names topics by id; one that does not exist is error 100`, async (t) => {
    const { producer, consumer } = await start(t)
    await produce(producer, ['a'])
    const { topics } = await consumer.request(Metadata, 12, metadataRequest(['orders']))
    const topicId = topics[0]?.topicId ?? ''
    assert.deepEqual(recordsOf((await fetch(consumer, { topicId }, apiVersion)).records), ['0 a'])
    const unknownId = '11111111-1111-4111-8111-111111111111'
    const unknown = await fetch(consumer, { topicId: unknownId, maxWaitMs: longWait }, apiVersion)
    assert.equal(unknown.errorCode, errorCodes.UNKNOWN_TOPIC_ID)
  })
}

test('a fetch at each offset of a batch of several records returns that batch and what follows', async (t) => {
  const { producer, consumer } = await start(t)
  await produce(producer, ['a', 'b', 'c'])
  await produce(producer, ['d', 'e'])
  const whole = ['0 a', '1 b', '2 c', '3 d', '4 e']
  for (const offset of [0, 1, 2]) assert.deepEqual(recordsOf((await fetch(consumer, { offset })).records), whole)
  for (const offset of [3, 4]) {
    assert.deepEqual(recordsOf((await fetch(consumer, { offset })).records), whole.slice(3))
  }
  const end = await fetch(consumer, { offset: 5 })
  assert.deepEqual([end.errorCode, end.records?.length, end.highWatermark], [errorCodes.NONE, 0, 5])
})

test('an offset outside of the log is error 1, at once', async (t) => {
  const { producer, consumer } = await start(t)
  await produce(producer, ['a'])
  for (const offset of [2, 1_000_000, -1, -2]) {
    const partition = await fetch(consumer, { offset, maxWaitMs: longWait })
    assert.equal(partition.errorCode, errorCodes.OFFSET_OUT_OF_RANGE)
    assert.deepEqual(partition.records, Buffer.alloc(0))
  }
})

test('an offset that no number holds is error 1 too, and the connection goes on', async (t) => {
  const { consumer } = await start(t)
  const asked = fetchRequest({ offset: Number.MAX_SAFE_INTEGER, maxWaitMs: longWait })
  const request = encodeRequestFrame(Fetch, 11, { correlationId: 7, clientId: '' }, asked)
  const largest = Buffer.alloc(8)
  largest.writeBigInt64BE(2n ** 63n - 1n)
  largest.copy(request, request.indexOf(Buffer.from('001fffffffffffff', 'hex')))
  consumer.write(request)
  const frame = await consumer.nextFrame()
  assert.ok(frame)
  const { response } = decodeResponseFrame(Fetch, 11, frame)
  assert.equal(response.responses[0]?.partitions[0]?.errorCode, errorCodes.OFFSET_OUT_OF_RANGE)
})

test('records are empty and never null, whatever is wrong', async (t) => {
  const { consumer } = await start(t)
  const unknown = await fetch(consumer, { topic: 'nobody', maxWaitMs: longWait })
  assert.equal(unknown.errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  assert.deepEqual([unknown.records, unknown.highWatermark], [Buffer.alloc(0), -1])
  const noPartition = await fetch(consumer, { partition: 9, maxWaitMs: longWait })
  assert.equal(noPartition.errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  assert.deepEqual((await fetch(consumer, {})).records, Buffer.alloc(0))
})

test('a leader epoch other than 0 is error 74 or 75', async (t) => {
  const { consumer } = await start(t)
  assert.equal((await fetch(consumer, { currentLeaderEpoch: 0 })).errorCode, errorCodes.NONE)
  assert.equal((await fetch(consumer, { currentLeaderEpoch: 1 })).errorCode, errorCodes.UNKNOWN_LEADER_EPOCH)
  assert.equal((await fetch(consumer, { currentLeaderEpoch: -2 })).errorCode, errorCodes.FENCED_LEADER_EPOCH)
})

test('a fetch session is answered with session id 0, and one that was never opened with error 70', async (t) => {
  const { consumer } = await start(t)
  const opened = await consumer.request(Fetch, 11, { ...fetchRequest({}), sessionEpoch: 0 })
  assert.deepEqual([opened.errorCode, opened.sessionId], [errorCodes.NONE, 0])
  const incremental = await consumer.request(Fetch, 11, { ...fetchRequest({}), sessionId: 5, sessionEpoch: 1 })
  assert.deepEqual([incremental.errorCode, incremental.responses], [errorCodes.FETCH_SESSION_ID_NOT_FOUND, []])
  const closed = await consumer.request(Fetch, 11, { ...fetchRequest({}), sessionId: 5, sessionEpoch: -1 })
  assert.deepEqual([closed.errorCode, closed.responses.length], [errorCodes.NONE, 1])
})

test('a fetch for another cluster is error 104', async (t) => {
  const { consumer } = await start(t)
  const answer = await consumer.request(Fetch, 12, { ...fetchRequest({}), clusterId: 'another' })
  assert.equal(answer.errorCode, errorCodes.INCONSISTENT_CLUSTER_ID)
})

test('limits: one batch at least from the first partition that has any, whole ones that fit from the others', async (t) => {
  const { producer, consumer } = await start(t)
  await produce(producer, ['a'])
  await produce(producer, ['b'])
  await produce(producer, ['c'], 1)
  const size = batchOf(['a']).length
  assert.deepEqual(recordsOf((await fetch(consumer, { partitionMaxBytes: 1 })).records), ['0 a'])
  assert.deepEqual(recordsOf((await fetch(consumer, { maxBytes: 1 })).records), ['0 a'])
  assert.deepEqual(recordsOf((await fetch(consumer, { maxBytes: size * 2 - 1 })).records), ['0 a'])
  assert.deepEqual(recordsOf((await fetch(consumer, { maxBytes: size * 2 })).records), ['0 a', '1 b'])
  const both = async (maxBytes: number, offset = 0) => {
    const request = fetchRequest({ maxBytes, offset })
    const partition = {
      ...request.topics[0]?.partitions[0],
      partition: 1,
      fetchOffset: 0,
      partitionMaxBytes: 1_000_000,
    }
    const topics = request.topics.map((topic) => ({ ...topic, partitions: [...topic.partitions, partition] }))
    const { responses } = await consumer.request(Fetch, 11, { ...request, topics })
    return responses[0]?.partitions.map(({ records }) => recordsOf(records))
  }
  assert.deepEqual(await both(size * 3), [['0 a', '1 b'], ['0 c']])
  assert.deepEqual(await both(size * 3 - 1), [['0 a', '1 b'], []])
  assert.deepEqual(await both(1, 2), [[], ['0 c']])
})

test('a fetch that finds nothing waits, and is answered as soon as something is produced', async (t) => {
  const { producer, consumer } = await start(t)
  const waiting = fetch(consumer, { maxWaitMs: longWait })
  await produce(producer, ['other'], 1)
  await produce(producer, ['a'])
  assert.deepEqual(recordsOf((await waiting).records), ['0 a'])
})

test('a fetch waits for minBytes', async (t) => {
  const { producer, consumer } = await start(t)
  const size = batchOf(['a']).length
  const waiting = fetch(consumer, { maxWaitMs: longWait, minBytes: size * 3 })
  for (const text of ['a', 'b', 'c']) await produce(producer, [text])
  assert.deepEqual(recordsOf((await waiting).records), ['0 a', '1 b', '2 c'])
})

test('a fetch whose time is up is answered with what there is', async (t) => {
  const { producer, consumer } = await start(t)
  await produce(producer, ['a'])
  const partition = await fetch(consumer, { maxWaitMs: 20, minBytes: 1_000_000 })
  assert.deepEqual(recordsOf(partition.records), ['0 a'])
  assert.equal((await fetch(consumer, { offset: 1, maxWaitMs: 20 })).records?.length, 0)
})

test('a fetch that waits is answered with error 3, or 100, when its topic is deleted', async (t) => {
  const { producer, consumer, connect } = await start(t)
  const byId = await connect()
  const { topics } = await producer.request(Metadata, 12, metadataRequest(['orders']))
  const waiting = fetch(consumer, { maxWaitMs: longWait })
  const waitingById = fetch(byId, { maxWaitMs: longWait, topicId: topics[0]?.topicId ?? '' }, 13)
  await producer.request(DeleteTopics, 5, { topicNames: ['orders'], topics: [], timeoutMs: 1000 })
  assert.equal((await waiting).errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  assert.equal((await waitingById).errorCode, errorCodes.UNKNOWN_TOPIC_ID)
})

test('a fetch that waits does not hold other connections, and holds its own', async (t) => {
  const { producer, consumer } = await start(t)
  const waiting = fetch(consumer, { maxWaitMs: longWait })
  const behind = consumer.request(Metadata, 12, metadataRequest(['orders']))
  await producer.request(Metadata, 12, metadataRequest(['orders']))
  await produce(producer, ['a'])
  assert.deepEqual(recordsOf((await waiting).records), ['0 a'])
  assert.equal((await behind).topics.length, 1)
})

test('a client that goes away takes its waiting fetch with it', async (t) => {
  const { consumer, caughtUp, metrics } = await start(t)
  consumer.send(Fetch, 11, fetchRequest({ maxWaitMs: 60_000 }))
  await consumer.written()
  await caughtUp()
  consumer.socket.destroy()
  await caughtUp()
  assert.match(await metrics(), /requests_total\{api="Fetch",error="NONE"\} 1/)
})

test('when the broker closes, a fetch that waits is answered at once', async (t) => {
  const { consumer, caughtUp, close } = await start(t)
  const waiting = fetch(consumer, { maxWaitMs: 60_000 })
  await consumer.written()
  await caughtUp()
  await close()
  assert.deepEqual((await waiting).records, Buffer.alloc(0))
})

test('a fetch for no partitions is answered at once', async (t) => {
  const { consumer } = await start(t)
  const answer = await consumer.request(Fetch, 11, { ...fetchRequest({ maxWaitMs: longWait }), topics: [] })
  assert.deepEqual(answer.responses, [])
})
