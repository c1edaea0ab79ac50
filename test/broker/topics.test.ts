import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CreateTopics, DeleteTopics, errorCodes, Fetch, Metadata, Produce, zeroUuid } from '../../src/protocol/index.ts'
import { startTestBroker, type TestBrokerOptions } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

async function start(t: TestContext, options?: TestBrokerOptions): Promise<WireClient> {
  return (await startTestBroker(t, options)).connect()
}

type CreateOptions = Parameters<typeof createRequest>[1] & { apiVersion?: number; validateOnly?: boolean }

async function create(client: WireClient, name: string, options: CreateOptions = {}) {
  const { apiVersion = 7, validateOnly = false } = options
  const answer = await client.request(CreateTopics, apiVersion, { ...createRequest(name, options), validateOnly })
  const [topic] = answer.topics
  assert.ok(topic)
  return topic
}

async function namesOf(client: WireClient): Promise<(string | null)[]> {
  const { topics } = await client.request(Metadata, 12, metadataRequest(null))
  return topics.map(({ name }) => name).filter((name) => name !== '__consumer_offsets')
}

for (let apiVersion = 2; apiVersion <= 7; apiVersion++) {
  test(`CreateTopics version ${apiVersion} creates a topic that Metadata shows before the answer`, async (t) => {
    const client = await start(t)
    const created = await create(client, 'orders', { apiVersion, partitions: 3 })
    assert.deepEqual([created.errorCode, created.errorMessage], [errorCodes.NONE, null])
    const { topics } = await client.request(Metadata, 12, metadataRequest(['orders']))
    assert.equal(topics[0]?.partitions.length, 3)
    if (apiVersion >= 7) assert.equal(created.topicId, topics[0]?.topicId)
  })
}

test('a created topic is described: partitions, factor, and the configs that count', async (t) => {
  const client = await start(t)
  const created = await create(client, 'orders', { partitions: -1, configs: { 'max.message.bytes': '5000' } })
  assert.deepEqual([created.numPartitions, created.replicationFactor], [1, 1])
  const shown = (name: string) => {
    const config = created.configs?.find((one) => one.name === name)
    return [config?.value, config?.configSource]
  }
  assert.deepEqual(shown('max.message.bytes'), ['5000', 1])
  assert.deepEqual(shown('cleanup.policy'), ['delete', 5])
})

test('defaults are taken in every version, for KafkaJS asks for them in version 3', async (t) => {
  const client = await start(t)
  const created = await create(client, 'orders', { apiVersion: 3, partitions: -1, replicationFactor: -1 })
  assert.equal(created.errorCode, errorCodes.NONE)
})

test('a topic that exists is error 36, one that collides with it error 17', async (t) => {
  const client = await start(t)
  await create(client, 'a.b')
  assert.equal((await create(client, 'a.b')).errorCode, errorCodes.TOPIC_ALREADY_EXISTS)
  const colliding = await create(client, 'a_b')
  assert.equal(colliding.errorCode, errorCodes.INVALID_TOPIC_EXCEPTION)
  assert.match(colliding.errorMessage ?? '', /'a_b' collides with existing topic 'a\.b'/)
})

test('a topic that many create at once is created by one of them', async (t) => {
  const { connect } = await startTestBroker(t)
  const clients = await Promise.all([connect(), connect(), connect()])
  const answers = await Promise.all(clients.map((client) => create(client, 'orders')))
  assert.deepEqual(answers.map(({ errorCode }) => errorCode).sort(), [0, 36, 36])
})

const refused: [title: string, name: string, options: CreateOptions, errorCode: number, message: RegExp][] = [
  ['an empty name', '', {}, 17, /empty/],
  ['a name of 250 characters', 'a'.repeat(250), {}, 17, /249/],
  ['a name with a space', 'a b', {}, 17, /'a b'/],
  ['an internal name', '__consumer_offsets', {}, 17, /belongs to the broker/],
  ['no partitions', 'orders', { partitions: 0 }, 37, /larger than 0/],
  ['-2 partitions', 'orders', { partitions: -2 }, 37, /larger than 0/],
  ['a billion partitions', 'orders', { partitions: 1_000_000_000 }, 37, /50000/],
  ['three replicas', 'orders', { replicationFactor: 3 }, 38, /number of brokers/],
  ['no replicas', 'orders', { replicationFactor: 0 }, 38, /must be 1/],
  ['an unknown config', 'orders', { configs: { 'no.such': '1' } }, 40, /no\.such/],
  ['a config without a value', 'orders', { configs: { 'max.message.bytes': null } }, 40, /null/],
  ['a config that is not a number', 'orders', { configs: { 'max.message.bytes': 'x' } }, 40, /max\.message\.bytes/],
  ['a config that is not honoured', 'orders', { configs: { 'compression.type': 'zstd' } }, 40, /zstd/],
]

for (const [title, name, options, errorCode, message] of refused) {
  test(`${title} is error ${errorCode}, also where it is only to be validated`, async (t) => {
    const client = await start(t)
    for (const validateOnly of [true, false]) {
      const answer = await create(client, name, { ...options, validateOnly })
      assert.equal(answer.errorCode, errorCode)
      assert.match(answer.errorMessage ?? '', message)
    }
    assert.deepEqual(await namesOf(client), [])
  })
}

test('validating creates nothing', async (t) => {
  const client = await start(t)
  const answer = await create(client, 'orders', { partitions: 4, validateOnly: true })
  assert.deepEqual([answer.errorCode, answer.numPartitions], [errorCodes.NONE, 4])
  assert.deepEqual(await namesOf(client), [])
})

test('a name that occurs twice in a request is answered once, with error 42', async (t) => {
  const client = await start(t)
  const request = createRequest('orders')
  const answer = await client.request(CreateTopics, 7, { ...request, topics: [...request.topics, ...request.topics] })
  assert.deepEqual(
    answer.topics.map(({ name, errorCode }) => [name, errorCode]),
    [['orders', errorCodes.INVALID_REQUEST]],
  )
})

test('replicas may be assigned to this broker, partition by partition, and to no other', async (t) => {
  const client = await start(t)
  const assigning = async (assignments: [number, number[]][], numPartitions = -1) => {
    const topics = [
      {
        name: 'orders',
        numPartitions,
        replicationFactor: -1,
        assignments: assignments.map(([partitionIndex, brokerIds]) => ({ partitionIndex, brokerIds })),
        configs: [],
      },
    ]
    return (await client.request(CreateTopics, 7, { topics, validateOnly: false })).topics[0]
  }
  assert.equal((await assigning([[0, [1]]], 1))?.errorCode, errorCodes.INVALID_REQUEST)
  assert.equal((await assigning([[0, [2]]]))?.errorCode, errorCodes.INVALID_REPLICA_ASSIGNMENT)
  assert.equal((await assigning([[1, [1]]]))?.errorCode, errorCodes.INVALID_REPLICA_ASSIGNMENT)
  const assigned = await assigning([
    [1, [1]],
    [0, [1]],
  ])
  assert.deepEqual([assigned?.errorCode, assigned?.numPartitions], [errorCodes.NONE, 2])
})

async function deleteByName(client: WireClient, name: string, apiVersion = 5) {
  const answer = await client.request(DeleteTopics, apiVersion, {
    topicNames: [name],
    topics: [{ name, topicId: zeroUuid }],
    timeoutMs: 1000,
  })
  return answer.responses[0]?.errorCode
}

for (let apiVersion = 1; apiVersion <= 6; apiVersion++) {
  test(`DeleteTopics version ${apiVersion} removes a topic by name; an unknown one is error 3`, async (t) => {
    const client = await start(t)
    await create(client, 'orders')
    assert.equal(await deleteByName(client, 'orders', apiVersion), errorCodes.NONE)
    assert.deepEqual(await namesOf(client), [])
    assert.equal(await deleteByName(client, 'orders', apiVersion), errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  })
}

test('a topic is deleted by id; an unknown id is error 100, both at once error 42, an internal topic error 17', async (t) => {
  const client = await start(t)
  const { topicId } = await create(client, 'orders')
  const remove = async (name: string | null, id: string) => {
    const request = { topicNames: [], topics: [{ name, topicId: id }], timeoutMs: 1000 }
    const [answer] = (await client.request(DeleteTopics, 6, request)).responses
    return [answer?.name, answer?.errorCode]
  }
  assert.deepEqual(await remove('orders', topicId), ['orders', errorCodes.INVALID_REQUEST])
  assert.deepEqual(await remove(null, topicId), ['orders', errorCodes.NONE])
  assert.deepEqual(await remove(null, topicId), [null, errorCodes.UNKNOWN_TOPIC_ID])
  assert.deepEqual(await remove('__consumer_offsets', zeroUuid), [
    '__consumer_offsets',
    errorCodes.INVALID_TOPIC_EXCEPTION,
  ])
})

test('a topic that is created again is another one: new id, no records', async (t) => {
  const client = await start(t)
  const before = await create(client, 'orders')
  await client.request(Produce, 9, produceRequest({}, batchOf(['a'])))
  // Both are sent at once: the second must wait for the first, not fail because the name is still taken.
  const deleted = deleteByName(client, 'orders')
  const after = await create(client, 'orders')
  assert.equal(await deleted, errorCodes.NONE)
  assert.notEqual(after.topicId, before.topicId)
  const answer = await client.request(Fetch, 11, fetchRequest({}))
  assert.equal(answer.responses[0]?.partitions[0]?.highWatermark, 0)
  const byOldId = await client.request(Produce, 13, produceRequest({ topicId: before.topicId }, batchOf(['b'])))
  assert.equal(byOldId.responses[0]?.partitionResponses[0]?.errorCode, errorCodes.UNKNOWN_TOPIC_ID)
})

test('creating over one connection while another one deletes waits for the deletion', async (t) => {
  const { connect } = await startTestBroker(t)
  const [one, other] = [await connect(), await connect()]
  await create(one, 'orders')
  const [deleted, created] = await Promise.all([deleteByName(one, 'orders'), create(other, 'orders')])
  assert.equal(deleted, errorCodes.NONE)
  assert.ok([errorCodes.NONE, errorCodes.TOPIC_ALREADY_EXISTS].includes(created.errorCode))
})

test('the number of partitions of all topics is bounded', async (t) => {
  const client = await start(t, { limits: { partitions: 10 } })
  assert.equal((await create(client, 'a', { partitions: 8 })).errorCode, errorCodes.NONE)
  assert.equal((await create(client, 'b', { partitions: 3 })).errorCode, errorCodes.INVALID_PARTITIONS)
  assert.equal(await deleteByName(client, 'a'), errorCodes.NONE)
  assert.equal((await create(client, 'b', { partitions: 3 })).errorCode, errorCodes.NONE)
})
