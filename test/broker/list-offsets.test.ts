import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CreateTopics, encodeRecordBatch, errorCodes, ListOffsets, Produce } from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { createRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

const start0 = 1_700_000_000_000n

async function start(t: TestContext): Promise<WireClient> {
  const client = await (await startTestBroker(t)).connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  return client
}

/** One batch whose records have these times, counted from `start0`. */
async function produceAt(client: WireClient, ...times: bigint[]): Promise<void> {
  const records = times.map((time) => ({ key: null, value: Buffer.from(String(time)), timestamp: start0 + time }))
  await client.request(Produce, 9, produceRequest({}, encodeRecordBatch({ records })))
}

function asking(timestamp: bigint, options: { topic?: string; partition?: number; currentLeaderEpoch?: number } = {}) {
  const { topic = 'orders', partition = 0, currentLeaderEpoch = -1 } = options
  const partitions = [{ partitionIndex: partition, currentLeaderEpoch, timestamp }]
  return { replicaId: -1, isolationLevel: 0, topics: [{ name: topic, partitions }], timeoutMs: 1000 }
}

async function find(client: WireClient, timestamp: bigint, apiVersion = 11) {
  const answer = await client.request(ListOffsets, apiVersion, asking(timestamp))
  const [partition] = answer.topics[0]?.partitions ?? []
  assert.ok(partition)
  const { errorCode, offset, timestamp: found, leaderEpoch } = partition
  assert.equal(errorCode, errorCodes.NONE)
  return [offset, found === -1n ? -1n : found - start0, leaderEpoch] as const
}

for (let apiVersion = 1; apiVersion <= 11; apiVersion++) {
  test(`ListOffsets version ${apiVersion} knows the earliest and the latest offset`, async (t) => {
    const client = await start(t)
    await produceAt(client, 0n, 1n, 2n)
    const epoch = apiVersion < 4 ? -1 : 0
    assert.deepEqual(await find(client, -2n, apiVersion), [0, -1n, epoch])
    assert.deepEqual(await find(client, -1n, apiVersion), [3, -1n, epoch])
  })
}

test('a time finds the first record that is not earlier, inside of batches too', async (t) => {
  const client = await start(t)
  await produceAt(client, 10n, 20n, 30n)
  await produceAt(client, 25n, 40n)
  await produceAt(client, 35n)
  const found = async (time: bigint) => (await find(client, start0 + time)).slice(0, 2)
  assert.deepEqual(await found(0n), [0, 10n])
  assert.deepEqual(await found(10n), [0, 10n])
  assert.deepEqual(await found(11n), [1, 20n])
  assert.deepEqual(await found(21n), [2, 30n])
  assert.deepEqual(await found(31n), [4, 40n])
  assert.deepEqual(await find(client, start0 + 41n), [-1, -1n, -1])
})

test('-3 finds the first record that has the highest time, from version 7 on', async (t) => {
  const client = await start(t)
  assert.deepEqual(await find(client, -3n, 7), [-1, -1n, -1])
  await produceAt(client, 10n, 50n)
  await produceAt(client, 20n, 50n)
  assert.deepEqual(await find(client, -3n, 7), [1, 50n, 0])
})

test('-4 is the earliest offset; -5 and -6 find nothing, for there is no remote storage', async (t) => {
  const client = await start(t)
  await produceAt(client, 0n)
  assert.deepEqual(await find(client, -4n, 8), [0, -1n, 0])
  assert.deepEqual(await find(client, -5n, 9), [-1, -1n, -1])
  assert.deepEqual(await find(client, -6n, 11), [-1, -1n, -1])
})

test('a special time below its version, and one that nobody knows, are error 35', async (t) => {
  const client = await start(t)
  const cases: [bigint, number][] = [
    [-3n, 6],
    [-4n, 7],
    [-5n, 8],
    [-6n, 10],
    [-7n, 11],
    [-(2n ** 63n), 11],
  ]
  for (const [timestamp, apiVersion] of cases) {
    const answer = await client.request(ListOffsets, apiVersion, asking(timestamp))
    assert.equal(answer.topics[0]?.partitions[0]?.errorCode, errorCodes.UNSUPPORTED_VERSION)
  }
})

test('an unknown topic or partition is error 3, a partition named twice error 42', async (t) => {
  const client = await start(t)
  const codeOf = async (request: ReturnType<typeof asking>) =>
    (await client.request(ListOffsets, 7, request)).topics[0]?.partitions.map(({ errorCode }) => errorCode)
  assert.deepEqual(await codeOf(asking(-1n, { topic: 'nobody' })), [errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
  assert.deepEqual(await codeOf(asking(-1n, { partition: 1 })), [errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
  const twice = asking(-1n)
  for (const { partitions } of twice.topics) partitions.push(...partitions)
  assert.deepEqual(await codeOf(twice), [errorCodes.INVALID_REQUEST, errorCodes.INVALID_REQUEST])
})

test('a request that names 100,000 partitions is answered in one pass', async (t) => {
  const client = await start(t)
  const request = asking(-1n)
  const partitions = Array.from({ length: 100_000 }, (_, partitionIndex) => {
    return { partitionIndex, currentLeaderEpoch: -1, timestamp: -1n }
  })
  const answer = await client.request(ListOffsets, 7, { ...request, topics: [{ name: 'orders', partitions }] })
  const codes = answer.topics[0]?.partitions.map(({ errorCode }) => errorCode) ?? []
  assert.deepEqual([codes.length, codes[0], codes[1]], [100_000, 0, errorCodes.UNKNOWN_TOPIC_OR_PARTITION])
})

test('a leader epoch other than 0 is error 74 or 75', async (t) => {
  const client = await start(t)
  const codeOf = async (currentLeaderEpoch: number) =>
    (await client.request(ListOffsets, 7, asking(-1n, { currentLeaderEpoch }))).topics[0]?.partitions[0]?.errorCode
  assert.equal(await codeOf(0), errorCodes.NONE)
  assert.equal(await codeOf(3), errorCodes.UNKNOWN_LEADER_EPOCH)
  assert.equal(await codeOf(-2), errorCodes.FENCED_LEADER_EPOCH)
})
