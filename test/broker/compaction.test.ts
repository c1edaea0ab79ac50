import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryFileSystem } from '../../src/log/index.ts'
import {
  type CodecName,
  CreateTopics,
  decodeRecords,
  encodeRecordBatch,
  errorCodes,
  Fetch,
  OffsetCommit,
  OffsetFetch,
  Produce,
  readBatchHeader,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { createRequest, fetchRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

const compacted = { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0', 'segment.ms': '10' }

function keyed(key: string | null, value: string, timestamp: number, codec: CodecName = 'none'): Buffer {
  const record = {
    key: key === null ? null : Buffer.from(key),
    value: Buffer.from(value),
    timestamp: BigInt(timestamp),
  }
  return encodeRecordBatch({ records: [record], codec })
}

async function produce(client: WireClient, batch: Buffer) {
  const [answer] = (await client.request(Produce, 9, produceRequest({}, batch))).responses[0]?.partitionResponses ?? []
  return answer
}

/** What a consumer reads from an offset on, and where it goes on afterwards. */
async function consume(client: WireClient, offset: number) {
  const [answer] = (await client.request(Fetch, 11, fetchRequest({ offset }))).responses[0]?.partitions ?? []
  const bytes = answer?.records ?? Buffer.alloc(0)
  const found: string[] = []
  let next = offset
  for (let at = 0; at < bytes.length; ) {
    const header = readBatchHeader(bytes, at)
    for (const record of decodeRecords(bytes.subarray(at))) found.push(`${record.offset}:${record.key}=${record.value}`)
    next = header.baseOffset + header.lastOffsetDelta + 1
    at += header.sizeInBytes
  }
  return { found, next, highWatermark: answer?.highWatermark }
}

test('of a compacted topic a consumer reads the last value of each key, and gets past offsets that are gone', async (t) => {
  const { connect, logFolder } = await startTestBroker(t)
  const client = await connect()
  const created = await client.request(CreateTopics, 7, createRequest('orders', { configs: compacted }))
  assert.equal(created.topics[0]?.errorCode, errorCodes.NONE)
  const start = Date.now()
  const values = ['a=1', 'b=1', 'a=2', 'a=3', 'b=2', 'b=3']
  for (const [at, text] of values.entries()) {
    const [key = '', value = ''] = text.split('=')
    assert.equal((await produce(client, keyed(key, value, start + 20 * at)))?.errorCode, errorCodes.NONE)
  }
  await logFolder.clean()
  const seen: string[] = []
  for (let offset = 0; offset < 6; ) {
    const { found, next, highWatermark } = await consume(client, offset)
    assert.ok(next > offset)
    assert.equal(highWatermark, 6)
    seen.push(...found)
    offset = next
  }
  // The last record lies in the segment that is written, which is never compacted, and so does not replace any yet.
  assert.deepEqual(seen, ['3:a=3', '4:b=2', '5:b=3'])
  assert.deepEqual((await consume(client, 1)).found[0], '3:a=3')
})

test('a record without a key is error 87 on a compacted topic, in a compressed batch as well', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  await client.request(CreateTopics, 7, createRequest('orders', { configs: compacted }))
  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const refused = await produce(client, keyed(null, 'x', Date.now(), codec))
    assert.deepEqual([refused?.errorCode, refused?.recordErrors[0]?.batchIndex], [errorCodes.INVALID_RECORD, 0], codec)
    assert.equal((await produce(client, keyed('k', 'x', Date.now(), codec)))?.errorCode, errorCodes.NONE)
  }
})

test('committed offsets are there after their log was compacted', async (t) => {
  const fileSystem = memoryFileSystem()
  const first = await startTestBroker(t, { fileSystem })
  const before = await first.connect()
  await before.request(CreateTopics, 7, createRequest('orders'))
  const metadata = 'x'.repeat(4000)
  // A segment of that log is 100 MiB; what is written here stays in one, which is closed so that it can be compacted.
  const offsets = await first.logFolder.open('__consumer_offsets', 0, { segmentBytes: 1_000_000 })
  offsets.configure({
    segmentBytes: 20_000,
    compaction: { minDirtyRatio: 0, minLagMs: 0, maxLagMs: Number.POSITIVE_INFINITY, deleteRetentionMs: 0 },
  })
  for (let committedOffset = 1; committedOffset <= 50; committedOffset += 1) {
    const partition = { partitionIndex: 0, committedOffset, committedLeaderEpoch: 0, committedMetadata: metadata }
    const topics = [{ name: 'orders', topicId: zeroUuid, partitions: [partition] }]
    const request = { groupId: 'readers', generationIdOrMemberEpoch: -1, memberId: '', topics }
    assert.equal((await before.request(OffsetCommit, 8, request)).topics[0]?.partitions[0]?.errorCode, errorCodes.NONE)
  }
  const size = offsets.sizeInBytes
  await first.logFolder.clean()
  assert.ok(offsets.sizeInBytes < size / 4)
  await first.close()
  const after = await (await startTestBroker(t, { fileSystem })).connect()
  const groups = [{ groupId: 'readers', topics: [{ name: 'orders', topicId: zeroUuid, partitionIndexes: [0] }] }]
  const answer = await after.request(OffsetFetch, 8, { groupId: '', topics: null, groups, requireStable: false })
  assert.equal(answer.groups[0]?.topics[0]?.partitions[0]?.committedOffset, 50)
})
