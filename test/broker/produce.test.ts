import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  type CodecName,
  CreateTopics,
  decodeRecords,
  errorCodes,
  Fetch,
  InitProducerId,
  Metadata,
  Produce,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { startTestBroker, type TestBrokerOptions } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

/** A broker with the topic `orders`, and a client. */
async function start(t: TestContext, options: TestBrokerOptions = {}, configs: Record<string, string> = {}) {
  const testBroker = await startTestBroker(t, options)
  const client = await testBroker.connect()
  await client.request(CreateTopics, 7, createRequest('orders', { partitions: 2, configs }))
  return { client, ...testBroker }
}

async function produce(client: WireClient, records: Buffer | null, apiVersion = 9, acks = -1) {
  const answer = await client.request(Produce, apiVersion, produceRequest({}, records, acks))
  const [partition] = answer.responses[0]?.partitionResponses ?? []
  assert.ok(partition)
  return partition
}

for (let apiVersion = 3; apiVersion <= 12; apiVersion++) {
  test(`Produce version ${apiVersion} appends and tells the offset`, async (t) => {
    const { client } = await start(t)
    const first = await produce(client, batchOf(['a', 'b']), apiVersion)
    const second = await produce(client, batchOf(['c']), apiVersion)
    assert.deepEqual([first.errorCode, first.baseOffset], [errorCodes.NONE, 0])
    assert.deepEqual([second.errorCode, second.baseOffset, second.logAppendTimeMs], [errorCodes.NONE, 2, -1n])
  })
}

test('from version 13 on topics are named by id; an id that does not exist is error 100', async (t) => {
  const { client } = await start(t)
  const { topics } = await client.request(Metadata, 12, metadataRequest(['orders']))
  const topicId = topics[0]?.topicId ?? ''
  const answer = await client.request(Produce, 13, produceRequest({ topicId }, batchOf(['a'])))
  assert.deepEqual(answer.responses[0]?.topicId, topicId)
  assert.equal(answer.responses[0]?.partitionResponses[0]?.errorCode, errorCodes.NONE)
  const unknownId = '11111111-1111-4111-8111-111111111111'
  const unknown = await client.request(Produce, 13, produceRequest({ topicId: unknownId }, batchOf(['a'])))
  assert.equal(unknown.responses[0]?.topicId, unknownId)
  assert.equal(unknown.responses[0]?.partitionResponses[0]?.errorCode, errorCodes.UNKNOWN_TOPIC_ID)
})

const codecs: CodecName[] = ['none', 'gzip', 'snappy', 'lz4', 'zstd']
for (const codec of codecs) {
  test(`a batch compressed with ${codec} is stored as it came, but for offset and leader epoch`, async (t) => {
    const { client } = await start(t)
    await produce(client, batchOf(['first']))
    const sent = batchOf(['a', 'b', 'c'], { codec })
    await produce(client, sent)
    const answer = await client.request(Fetch, 11, fetchRequest({ offset: 1 }))
    const stored = answer.responses[0]?.partitions[0]?.records ?? Buffer.alloc(0)
    assert.deepEqual(stored.subarray(16), sent.subarray(16))
    const values = decodeRecords(stored).map(({ offset, value }) => [offset, value?.toString()])
    assert.deepEqual(values, [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ])
  })
}

test('an unknown topic and an unknown partition are error 3 and nothing is created', async (t) => {
  const { client } = await start(t)
  const noTopic = await client.request(Produce, 9, produceRequest({ topic: 'nobody' }, batchOf(['a'])))
  const noPartition = await client.request(Produce, 9, produceRequest({ partition: 2 }, batchOf(['a'])))
  const negative = await client.request(Produce, 9, produceRequest({ partition: -1 }, batchOf(['a'])))
  for (const answer of [noTopic, noPartition, negative]) {
    assert.equal(answer.responses[0]?.partitionResponses[0]?.errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
    assert.equal(answer.responses[0]?.partitionResponses[0]?.baseOffset, -1)
  }
  const { topics } = await client.request(Metadata, 12, metadataRequest(null))
  assert.ok(topics.every(({ name }) => name !== 'nobody'))
})

test('one bad partition does not keep the others from being written', async (t) => {
  const { client } = await start(t)
  const partitionData = [
    { index: 0, records: batchOf(['a']) },
    { index: 7, records: batchOf(['b']) },
    { index: 1, records: batchOf(['c']) },
  ]
  const topicData = [{ name: 'orders', topicId: zeroUuid, partitionData }]
  const request = { acks: -1, timeoutMs: 1000, topicData }
  const answer = await client.request(Produce, 9, request)
  assert.deepEqual(
    answer.responses[0]?.partitionResponses.map(({ index, errorCode }) => [index, errorCode]),
    [
      [0, 0],
      [7, 3],
      [1, 0],
    ],
  )
})

test('acks other than -1, 0 and 1 are error 21 on every partition', async (t) => {
  const { client } = await start(t)
  assert.equal((await produce(client, batchOf(['a']), 9, 2)).errorCode, errorCodes.INVALID_REQUIRED_ACKS)
  assert.equal((await produce(client, batchOf(['a']), 9, 1)).baseOffset, 0)
})

test('acks=0 is not answered; the next request on the connection is', async (t) => {
  const { client } = await start(t)
  client.send(Produce, 9, produceRequest({}, batchOf(['a']), 0))
  assert.equal((await produce(client, batchOf(['b']))).baseOffset, 1)
})

test('acks=0 with an error closes the connection, which is all that such a producer can notice', async (t) => {
  const { client, logLines } = await start(t)
  client.send(Produce, 9, produceRequest({ topic: 'nobody' }, batchOf(['a']), 0))
  await client.closed()
  assert.match(logLines.at(-1)?.err?.message ?? '', /Produce version 9/)
})

test('produce to an internal topic is error 17', async (t) => {
  const { client } = await start(t)
  const answer = await client.request(Produce, 9, produceRequest({ topic: '__consumer_offsets' }, batchOf(['a'])))
  assert.equal(answer.responses[0]?.partitionResponses[0]?.errorCode, errorCodes.INVALID_TOPIC_EXCEPTION)
})

test('a transactional batch is refused as long as there are no transactions', async (t) => {
  const { client } = await start(t)
  const records = batchOf(['a'], { isTransactional: true, producerId: 1n, producerEpoch: 0, baseSequence: 0 })
  assert.equal((await produce(client, records)).errorCode, errorCodes.INVALID_RECORD)
})

test('a batch larger than max.message.bytes of its topic is error 10', async (t) => {
  const { client } = await start(t, {}, { 'max.message.bytes': '100' })
  const { errorCode, errorMessage } = await produce(client, batchOf(['a'.repeat(100)]))
  assert.equal(errorCode, errorCodes.MESSAGE_TOO_LARGE)
  assert.match(errorMessage ?? '', /max\.message\.bytes is 100/)
  assert.equal((await produce(client, batchOf(['a']))).errorCode, errorCodes.NONE)
})

test('a wrong CRC is error 2, and the batch is not stored', async (t) => {
  const { client } = await start(t)
  const records = batchOf(['a'])
  records[records.length - 1] = 0xff
  assert.equal((await produce(client, records)).errorCode, errorCodes.CORRUPT_MESSAGE)
  assert.equal((await produce(client, batchOf(['b']))).baseOffset, 0)
})

test('two batches for one partition, none, and none at all are error 87', async (t) => {
  const { client } = await start(t)
  for (const records of [Buffer.concat([batchOf(['a']), batchOf(['b'])]), Buffer.alloc(0), null]) {
    assert.equal((await produce(client, records)).errorCode, errorCodes.INVALID_RECORD)
  }
})

test('a repeated batch of an idempotent producer answers its first offset and is stored once', async (t) => {
  const { client } = await start(t)
  const { producerId } = await client.request(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 0 })
  const batch = (baseSequence: number, ...texts: string[]) =>
    batchOf(texts, { producerId, producerEpoch: 0, baseSequence })
  assert.equal((await produce(client, batch(0, 'a', 'b'))).baseOffset, 0)
  assert.equal((await produce(client, batch(2, 'c'))).baseOffset, 2)
  const repeated = await produce(client, batch(0, 'a', 'b'))
  assert.deepEqual([repeated.errorCode, repeated.baseOffset], [errorCodes.NONE, 0])
  const gap = await produce(client, batch(4, 'e'))
  assert.deepEqual([gap.errorCode, gap.baseOffset], [errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER, -1])
  assert.equal((await produce(client, batch(3, 'd'))).baseOffset, 3)
})

test('requests that are sent without waiting are written in their order', async (t) => {
  const { client } = await start(t)
  const texts = Array.from({ length: 50 }, (_, index) => `record ${index}`)
  const answers = texts.map((text) => client.start(Produce, 9, produceRequest({}, batchOf([text]))))
  const offsets = (await Promise.all(answers)).map(({ responses }) => responses[0]?.partitionResponses[0]?.baseOffset)
  assert.deepEqual(
    offsets,
    texts.map((_, index) => index),
  )
})

test('a check that was handed in may refuse a batch with the records that are to blame', async (t) => {
  const { client } = await start(t, {
    checkBatch: async ({ name }, partitionIndex, batch) => {
      const bad = decodeRecords(batch).findIndex(({ value }) => value?.toString() === 'bad')
      if (bad === -1) return undefined
      const recordErrors = [{ batchIndex: bad, batchIndexErrorMessage: 'is bad' }]
      return { errorCode: errorCodes.INVALID_RECORD, errorMessage: `${name}-${partitionIndex} has one`, recordErrors }
    },
  })
  const refused = await produce(client, batchOf(['good', 'bad']))
  assert.equal(refused.errorCode, errorCodes.INVALID_RECORD)
  assert.equal(refused.errorMessage, 'orders-0 has one')
  assert.deepEqual(refused.recordErrors, [{ batchIndex: 1, batchIndexErrorMessage: 'is bad' }])
  assert.equal((await produce(client, batchOf(['good']))).baseOffset, 0)
})

test('requests behind one that a check holds up keep their order', async (t) => {
  const held = Promise.withResolvers<undefined>()
  let checks = 0
  const { client } = await start(t, { checkBatch: () => (checks++ === 0 ? held.promise : undefined) })
  const first = client.start(Produce, 9, produceRequest({}, batchOf(['a'])))
  const second = client.start(Produce, 9, produceRequest({}, batchOf(['b'])))
  held.resolve(undefined)
  assert.equal((await first).responses[0]?.partitionResponses[0]?.baseOffset, 0)
  assert.equal((await second).responses[0]?.partitionResponses[0]?.baseOffset, 1)
})
