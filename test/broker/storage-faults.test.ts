import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import {
  CreateTopics,
  DeleteTopics,
  errorCodes,
  Fetch,
  InitProducerId,
  Metadata,
  OffsetCommit,
  Produce,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { FaultyFileSystem } from '../support/faulty-file-system.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

async function start(t: TestContext, fileSystem = new FaultyFileSystem()) {
  const testBroker = await startTestBroker(t, { fileSystem, limits: { drainMs: 0 } })
  const client = await testBroker.connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  return { ...testBroker, client, fileSystem }
}

async function produce(client: WireClient, text: string) {
  const answer = await client.request(Produce, 9, produceRequest({}, batchOf([text])))
  const [partition] = answer.responses[0]?.partitionResponses ?? []
  return [partition?.errorCode, partition?.baseOffset]
}

async function highWatermark(client: WireClient): Promise<number | undefined> {
  const answer = await client.request(Fetch, 11, fetchRequest({}))
  return answer.responses[0]?.partitions[0]?.highWatermark
}

const storageError = errorCodes.KAFKA_STORAGE_ERROR

test('on a full disk a batch is refused with the retriable error 56, reads go on, and it heals by itself', async (t) => {
  const { client, fileSystem } = await start(t)
  assert.deepEqual(await produce(client, 'a'), [errorCodes.NONE, 0])
  fileSystem.fail({ operation: 'write', code: 'ENOSPC', path: 'orders-0' })
  assert.deepEqual(await produce(client, 'b'), [storageError, -1])
  assert.equal(await highWatermark(client), 1)
  assert.deepEqual(await produce(client, 'c'), [errorCodes.NONE, 1])
})

test('requests that fail on a full disk do not flood the log: one line a second', async (t) => {
  const fileSystem = new FaultyFileSystem()
  const startedAt = Date.now()
  const { connect, logLines } = await startTestBroker(t, { fileSystem, now: () => startedAt })
  const client = await connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  for (let round = 0; round < 5; round++) {
    fileSystem.fail({ operation: 'write', code: 'ENOSPC', path: 'orders-0' })
    assert.deepEqual(await produce(client, 'a'), [storageError, -1])
  }
  assert.equal(logLines.filter(({ msg }) => msg === 'a request failed on storage').length, 1)
})

test('a batch is neither acknowledged nor shown before its flush, and one flush serves those that wait', async (t) => {
  const { client, connect, caughtUp, fileSystem } = await start(t)
  await produce(client, 'first')
  const consumer = await connect()
  const before = fileSystem.counts.datasync
  const release = fileSystem.holdFlushes()
  const answered: number[] = []
  const answers = Array.from({ length: 20 }, async (_, index) => {
    await client.start(Produce, 9, produceRequest({}, batchOf([`record ${index}`])))
    answered.push(index)
  })
  await client.written()
  await caughtUp()
  assert.equal(await highWatermark(consumer), 1)
  assert.deepEqual(answered, [])
  release()
  await Promise.all(answers)
  assert.equal(await highWatermark(consumer), 21)
  assert.ok(fileSystem.counts.datasync - before <= 3, `${fileSystem.counts.datasync - before} flushes`)
})

test('a topic that cannot be stored is error 56, is not there, and can be created when the disk is well again', async (t) => {
  const { client, fileSystem } = await start(t)
  for (const path of ['__cluster_metadata', 'new-0']) {
    fileSystem.fail({ operation: path === 'new-0' ? 'mkdir' : 'write', code: 'ENOSPC', path })
    const refused = await client.request(CreateTopics, 7, createRequest('new'))
    assert.equal(refused.topics[0]?.errorCode, storageError, path)
    const { topics } = await client.request(Metadata, 12, metadataRequest(null))
    assert.ok(!topics.some(({ name }) => name === 'new'))
  }
  const created = await client.request(CreateTopics, 7, createRequest('new'))
  assert.equal(created.topics[0]?.errorCode, errorCodes.NONE)
})

test('a deletion, a producer id and a commit that cannot be stored are errors, and work later', async (t) => {
  const { client, fileSystem } = await start(t)
  const attempts: [path: string, attempt: () => Promise<number | undefined>][] = [
    [
      '__cluster_metadata',
      async () =>
        (await client.request(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 0 })).errorCode,
    ],
    [
      '__consumer_offsets',
      async () => {
        const partition = { partitionIndex: 0, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: null }
        const answer = await client.request(OffsetCommit, 8, {
          groupId: 'readers',
          generationIdOrMemberEpoch: -1,
          memberId: '',
          topics: [{ name: 'orders', topicId: zeroUuid, partitions: [partition] }],
        })
        return answer.topics[0]?.partitions[0]?.errorCode
      },
    ],
    [
      '__cluster_metadata',
      async () => {
        const request = { topicNames: ['orders'], topics: [], timeoutMs: 1000 }
        return (await client.request(DeleteTopics, 5, request)).responses[0]?.errorCode
      },
    ],
  ]
  for (const [path, attempt] of attempts) {
    fileSystem.fail({ operation: 'write', code: 'EIO', path })
    assert.notEqual(await attempt(), errorCodes.NONE)
    assert.equal(await attempt(), errorCodes.NONE)
  }
})

test('a process that dies at any moment of creating and deleting topics leaves what the next one understands', async (t) => {
  for (let calls = 1; ; calls++) {
    const first = await start(t)
    await produce(first.client, 'a')
    first.fileSystem.dieAfter(calls)
    const work = (async () => {
      await first.client.request(CreateTopics, 7, createRequest('new', { partitions: 2 }))
      await first.client.request(DeleteTopics, 5, { topicNames: ['orders'], topics: [], timeoutMs: 1000 })
      return true
    })()
    const isDone = await Promise.race([work, first.fileSystem.death.then(() => false)])
    work.catch(() => {})
    const left = first.fileSystem.afterKill()
    await first.abandon()
    const { client } = await start(t, left)
    const { topics } = await client.request(Metadata, 12, metadataRequest(['new', 'orders']))
    assert.ok(topics.every(({ errorCode }) => errorCode === errorCodes.NONE))
    // Either the topic is as it was, or another one without records.
    const [errorCode, baseOffset] = await produce(client, 'b')
    assert.equal(errorCode, errorCodes.NONE)
    assert.ok(baseOffset === 0 || (baseOffset === 1 && !isDone))
    if (isDone) return
  }
})
