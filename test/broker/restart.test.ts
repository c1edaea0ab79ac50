import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FileSystem, memoryFileSystem, openLogFolder } from '../../src/log/index.ts'
import {
  CreateTopics,
  DeleteTopics,
  encodeRecordBatch,
  Fetch,
  InitProducerId,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { silentLogger } from '../../src/telemetry/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

const withId = { transactionalId: null, transactionTimeoutMs: 0 }

async function commit(client: WireClient, committedOffset: number): Promise<number | undefined> {
  const partitions = [{ partitionIndex: 0, committedOffset, committedLeaderEpoch: 0, committedMetadata: 'here' }]
  const answer = await client.request(OffsetCommit, 8, {
    groupId: 'readers',
    generationIdOrMemberEpoch: -1,
    memberId: '',
    topics: [{ name: 'orders', topicId: zeroUuid, partitions }],
  })
  return answer.topics[0]?.partitions[0]?.errorCode
}

async function committed(client: WireClient) {
  const topics = [{ name: 'orders', topicId: zeroUuid, partitionIndexes: [0] }]
  const answer = await client.request(OffsetFetch, 8, {
    groupId: '',
    topics: null,
    groups: [{ groupId: 'readers', topics }],
    requireStable: false,
  })
  const [partition] = answer.groups[0]?.topics[0]?.partitions ?? []
  return [partition?.committedOffset, partition?.metadata]
}

test('topics, ids, configs, records and committed offsets are there after a restart', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(
    CreateTopics,
    7,
    createRequest('orders', { partitions: 2, configs: { 'max.message.bytes': '200' } }),
  )
  const shown = await before.request(Metadata, 12, metadataRequest(null))
  await before.request(Produce, 9, produceRequest({ partition: 1 }, batchOf(['a', 'b'])))
  assert.equal(await commit(before, 1), 0)
  await first.close()

  const after = await (await startTestBroker(t, { fileSystem })).connect()
  const shownAgain = await after.request(Metadata, 12, metadataRequest(null))
  assert.deepEqual(shownAgain.topics, shown.topics)
  assert.equal(shownAgain.clusterId, shown.clusterId)
  const fetched = await after.request(Fetch, 11, fetchRequest({ partition: 1 }))
  assert.equal(fetched.responses[0]?.partitions[0]?.highWatermark, 2)
  assert.deepEqual(await committed(after), [1, 'here'])
  const tooLarge = await after.request(Produce, 9, produceRequest({}, batchOf(['x'.repeat(200)])))
  assert.equal(tooLarge.responses[0]?.partitionResponses[0]?.errorCode, 10)
})

test('a topic that was deleted stays away after a restart, and its offsets with it', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(CreateTopics, 7, createRequest('orders'))
  assert.equal(await commit(before, 5), 0)
  await before.request(DeleteTopics, 5, { topicNames: ['orders'], topics: [], timeoutMs: 1000 })
  await first.close()

  const after = await (await startTestBroker(t, { fileSystem })).connect()
  const { topics } = await after.request(Metadata, 12, metadataRequest(null))
  assert.deepEqual(
    topics.map(({ name }) => name),
    ['__consumer_offsets'],
  )
  await after.request(CreateTopics, 7, createRequest('orders'))
  assert.deepEqual(await committed(after), [-1, ''])
})

test('producer ids are never given out twice, across restarts and blocks', async (t) => {
  const fileSystem = memoryFileSystem()
  const seen = new Set<bigint>()
  for (let run = 0; run < 3; run++) {
    const { connect, close } = await startTestBroker(t, { fileSystem })
    const clients = await Promise.all([connect(), connect()])
    const answers = clients.flatMap((client) =>
      Array.from({ length: 600 }, () => client.start(InitProducerId, 4, withId)),
    )
    for (const { errorCode, producerId, producerEpoch } of await Promise.all(answers)) {
      assert.deepEqual([errorCode, producerEpoch], [0, 0])
      assert.ok(!seen.has(producerId))
      seen.add(producerId)
    }
    await close()
  }
  assert.equal(seen.size, 3600)
})

test('a repeated batch is recognised across a restart', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(CreateTopics, 7, createRequest('orders'))
  const { producerId } = await before.request(InitProducerId, 4, withId)
  const batch = () => batchOf(['a', 'b'], { producerId, producerEpoch: 0, baseSequence: 0 })
  await before.request(Produce, 9, produceRequest({}, batch()))
  await first.close()
  const after = await (await startTestBroker(t, { fileSystem })).connect()
  const repeated = await after.request(Produce, 9, produceRequest({}, batch()))
  assert.equal(repeated.responses[0]?.partitionResponses[0]?.baseOffset, 0)
  const fetched = await after.request(Fetch, 11, fetchRequest({}))
  assert.equal(fetched.responses[0]?.partitions[0]?.highWatermark, 2)
})

/** Opens the log folder without a broker, as a person with a backup would. */
async function withFolder(
  fileSystem: FileSystem,
  work: (folder: Awaited<ReturnType<typeof openLogFolder>>) => Promise<void>,
): Promise<void> {
  const folder = await openLogFolder({
    path: '/log',
    fileSystem,
    flush: { kind: 'always' },
    now: Date.now,
    logger: silentLogger,
  })
  await work(folder)
  await folder.close()
}

test('a folder that belongs to no known topic is made one again, with its records', async (t) => {
  const fileSystem = memoryFileSystem()
  await withFolder(fileSystem, async (folder) => {
    const partition = await folder.open('restored', 1, { segmentBytes: 1_000_000 })
    await partition.append(batchOf(['a'])).durable
  })
  const { connect, logLines } = await startTestBroker(t, { fileSystem })
  const client = await connect()
  const { topics } = await client.request(Metadata, 12, metadataRequest(['restored']))
  assert.equal(topics[0]?.partitions.length, 2)
  const fetched = await client.request(Fetch, 11, fetchRequest({ topic: 'restored', partition: 1 }))
  assert.equal(fetched.responses[0]?.partitions[0]?.highWatermark, 1)
  assert.ok(logLines.some(({ msg }) => msg.includes('of no known topic')))
})

test('state that cannot be understood stops the start with a sentence', async (t) => {
  const fileSystem = memoryFileSystem()
  await withFolder(fileSystem, async (folder) => {
    const partition = await folder.open('__cluster_metadata', 0, { segmentBytes: 1_000_000 })
    await partition.append(keyed('topic:orders', '{"name":1}')).durable
  })
  await assert.rejects(startTestBroker(t, { fileSystem }), {
    key: 'corruptState',
    message: "The state kept in __cluster_metadata cannot be read: the value of 'topic:orders' is not a topic.",
  })
})

test('a deletion that a crash cut off is finished by the next start', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(CreateTopics, 7, createRequest('orders'))
  await before.request(Produce, 9, produceRequest({}, batchOf(['a'])))
  await commit(before, 1)
  await first.close()
  // What the first step of a deletion writes, and nothing of what follows.
  const deleting = { topicId: '11111111-1111-4111-8111-111111111111', partitionCount: 1, configs: {}, deleting: true }
  await withFolder(fileSystem, async (folder) => {
    const partition = await folder.open('__cluster_metadata', 0, { segmentBytes: 1_000_000 })
    await partition.append(keyed('topic:orders', JSON.stringify(deleting))).durable
  })
  const after = await (await startTestBroker(t, { fileSystem })).connect()
  await after.request(CreateTopics, 7, createRequest('orders'))
  const fetched = await after.request(Fetch, 11, fetchRequest({}))
  assert.equal(fetched.responses[0]?.partitions[0]?.highWatermark, 0)
  assert.deepEqual(await committed(after), [-1, ''])
})

function keyed(key: string, value: string): Buffer {
  return encodeRecordBatch({ records: [{ key: Buffer.from(key), value: Buffer.from(value), timestamp: 0n }] })
}
