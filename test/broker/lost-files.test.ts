/** What was lost from the folder is not taken for what was never there. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type FileSystem, memoryFileSystem } from '../../src/log/index.ts'
import {
  CreateTopics,
  DeleteTopics,
  errorCodes,
  InitProducerId,
  OffsetCommit,
  Produce,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

async function giveId(client: WireClient): Promise<{ producerId: bigint; producerEpoch: number }> {
  return client.request(InitProducerId, 1, { transactionalId: null, transactionTimeoutMs: 0 })
}

/** Produces one idempotent batch of one record; its offset. */
async function produce(client: WireClient, text: string, producerId: bigint): Promise<number | undefined> {
  const batch = batchOf([text], { producerId, producerEpoch: 0, baseSequence: 0 })
  const answer = await client.request(Produce, 9, produceRequest({}, batch))
  return answer.responses[0]?.partitionResponses[0]?.baseOffset
}

async function removeFiles(fileSystem: FileSystem, folder: string): Promise<void> {
  for (const name of await fileSystem.readdir(folder)) await fileSystem.unlink(`${folder}/${name}`)
}

test('a new producer never gets an id that a log remembers, though the folder is what was left of a backup', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(CreateTopics, 7, createRequest('orders'))
  const old = await giveId(before)
  assert.equal(await produce(before, 'old', old.producerId), 0)
  await first.close()

  await removeFiles(fileSystem, '/log/__cluster_metadata-0')
  await fileSystem.rmdir('/log/__cluster_metadata-0')
  await fileSystem.unlink('/log/checkpoint')
  const after = await (await startTestBroker(t, { fileSystem })).connect()
  const young = await giveId(after)
  assert.ok(young.producerId > old.producerId, `${young.producerId} was given out before`)
  assert.equal(await produce(after, 'new', young.producerId), 1)
})

test('a broker whose metadata log is gone does not start as a new cluster', async (t) => {
  const fileSystem = memoryFileSystem()
  await (await startTestBroker(t, { fileSystem })).close()
  await removeFiles(fileSystem, '/log/__cluster_metadata-0')
  await fileSystem.rmdir('/log/__cluster_metadata-0')
  await assert.rejects(startTestBroker(t, { fileSystem }), /__cluster_metadata-0 is corrupt and set aside/)
})

test('a broker whose offsets log has lost its only segment does not start as if nothing was committed', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const client = await first.connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  const partitions = [{ partitionIndex: 0, committedOffset: 7, committedLeaderEpoch: 0, committedMetadata: '' }]
  await client.request(OffsetCommit, 8, {
    groupId: 'readers',
    generationIdOrMemberEpoch: -1,
    memberId: '',
    topics: [{ name: 'orders', topicId: zeroUuid, partitions }],
  })
  await first.close()
  await removeFiles(fileSystem, '/log/__consumer_offsets-0')
  await assert.rejects(startTestBroker(t, { fileSystem }), /__consumer_offsets-0/)
})

test('a partition whose folder is gone is set aside, and not begun anew at offset 0', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(CreateTopics, 7, createRequest('orders', { partitions: 2 }))
  await before.request(Produce, 9, produceRequest({}, batchOf(['stored'])))
  await first.close()

  await removeFiles(fileSystem, '/log/orders-0')
  await fileSystem.rmdir('/log/orders-0')
  const second = await startTestBroker(t, { fileSystem })
  assert.ok(second.logLines.some(({ msg }) => msg === 'a partition is corrupt and set aside'))
  const after = await second.connect()
  const refused = await after.request(Produce, 9, produceRequest({}, batchOf(['new'])))
  assert.equal(refused.responses[0]?.partitionResponses[0]?.errorCode, errorCodes.KAFKA_STORAGE_ERROR)
  const other = await after.request(Produce, 9, produceRequest({ partition: 1 }, batchOf(['new'])))
  assert.equal(other.responses[0]?.partitionResponses[0]?.baseOffset, 0)

  await after.request(DeleteTopics, 5, { topics: [], topicNames: ['orders'], timeoutMs: 1000 })
  await after.request(CreateTopics, 7, createRequest('orders'))
  const anew = await after.request(Produce, 9, produceRequest({}, batchOf(['anew'])))
  assert.equal(anew.responses[0]?.partitionResponses[0]?.baseOffset, 0)
})
