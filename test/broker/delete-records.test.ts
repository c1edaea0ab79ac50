import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { memoryFileSystem } from '../../src/log/index.ts'
import { CreateTopics, DeleteRecords, errorCodes, Fetch, ListOffsets, Produce } from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

/** A topic of two partitions, the first with five records. */
async function start(t: TestContext, fileSystem = memoryFileSystem()) {
  const broker = await startTestBroker(t, { fileSystem })
  const client = await broker.connect()
  await client.request(CreateTopics, 7, createRequest('orders', { partitions: 2 }))
  for (let at = 0; at < 5; at += 1) await client.request(Produce, 9, produceRequest({}, batchOf([`v${at}`])))
  return { broker, client, fileSystem }
}

async function deleteBefore(
  client: WireClient,
  offset: number,
  { name = 'orders', partitionIndex = 0, version = 2 } = {},
) {
  const topics = [{ name, partitions: [{ partitionIndex, offset }] }]
  const answer = await client.request(DeleteRecords, version, { topics, timeoutMs: 1000 })
  const [partition] = answer.topics[0]?.partitions ?? []
  return [partition?.errorCode, partition?.lowWatermark]
}

async function earliest(client: WireClient) {
  const partitions = [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -2n }]
  const request = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'orders', partitions }], timeoutMs: 0 }
  return (await client.request(ListOffsets, 7, request)).topics[0]?.partitions[0]?.offset
}

for (const version of [0, 1, 2]) {
  test(`DeleteRecords version ${version} moves the first offset forward, and never back`, async (t) => {
    const { client } = await start(t)
    assert.deepEqual(await deleteBefore(client, 3, { version }), [errorCodes.NONE, 3])
    assert.deepEqual(await deleteBefore(client, 1, { version }), [errorCodes.NONE, 3])
    assert.equal(await earliest(client), 3)
    const gone = await client.request(Fetch, 11, fetchRequest({ offset: 2 }))
    const [partition] = gone.responses[0]?.partitions ?? []
    assert.deepEqual([partition?.errorCode, partition?.logStartOffset], [errorCodes.OFFSET_OUT_OF_RANGE, 3])
    const produced = await client.request(Produce, 9, produceRequest({}, batchOf(['v5'])))
    assert.equal(produced.responses[0]?.partitionResponses[0]?.logStartOffset, 3)
  })
}

test('-1 deletes up to the high watermark, and the log goes on from there, also after a restart', async (t) => {
  const { broker, client, fileSystem } = await start(t)
  assert.deepEqual(await deleteBefore(client, -1), [errorCodes.NONE, 5])
  await broker.close()
  const again = await (await startTestBroker(t, { fileSystem })).connect()
  assert.equal(await earliest(again), 5)
  const produced = await again.request(Produce, 9, produceRequest({}, batchOf(['v5'])))
  assert.equal(produced.responses[0]?.partitionResponses[0]?.baseOffset, 5)
})

test('an offset that is not there is error 1, an unknown partition 3, an internal topic 17, and others are not touched', async (t) => {
  const { client } = await start(t)
  assert.deepEqual(await deleteBefore(client, 6), [errorCodes.OFFSET_OUT_OF_RANGE, -1])
  assert.deepEqual(await deleteBefore(client, -2), [errorCodes.OFFSET_OUT_OF_RANGE, -1])
  assert.deepEqual(await deleteBefore(client, 2 ** 53 - 1), [errorCodes.OFFSET_OUT_OF_RANGE, -1])
  assert.deepEqual(await deleteBefore(client, 0, { partitionIndex: 2 }), [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, -1])
  assert.deepEqual(await deleteBefore(client, 0, { name: 'nobody' }), [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, -1])
  const internal = await deleteBefore(client, 0, { name: '__consumer_offsets' })
  assert.deepEqual(internal, [errorCodes.INVALID_TOPIC_EXCEPTION, -1])
  assert.equal(await earliest(client), 0)
})

test('records of a topic that is only compacted are not deleted by offset: error 44', async (t) => {
  const { client } = await start(t)
  const policies = { both: 'compact,delete', state: 'compact' }
  for (const [name, policy] of Object.entries(policies)) {
    await client.request(CreateTopics, 7, createRequest(name, { configs: { 'cleanup.policy': policy } }))
  }
  assert.deepEqual(await deleteBefore(client, 0, { name: 'both' }), [errorCodes.NONE, 0])
  assert.deepEqual(await deleteBefore(client, 0, { name: 'state' }), [errorCodes.POLICY_VIOLATION, -1])
})

test('a request that names a partition twice gets a row for each', async (t) => {
  const { client } = await start(t)
  const partitions = [4, 2].map((offset) => ({ partitionIndex: 0, offset }))
  const answer = await client.request(DeleteRecords, 2, { topics: [{ name: 'orders', partitions }], timeoutMs: 0 })
  assert.deepEqual(
    answer.topics[0]?.partitions.map(({ lowWatermark }) => lowWatermark),
    [4, 4],
  )
})
