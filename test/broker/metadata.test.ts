import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errorCodes, Metadata, type RequestInput, zeroUuid } from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'

type Wanted = NonNullable<RequestInput<typeof Metadata>['topics']>

function asking(topics: Wanted | null, allowAutoTopicCreation = true): RequestInput<typeof Metadata> {
  return {
    topics,
    allowAutoTopicCreation,
    includeClusterAuthorizedOperations: false,
    includeTopicAuthorizedOperations: false,
  }
}

function named(...names: string[]): Wanted {
  return names.map((name) => ({ name, topicId: zeroUuid }))
}

test('a topic that is asked for is created and complete in the same answer', async (t) => {
  const { connect, broker } = await startTestBroker(t, { defaultPartitions: 3 })
  const client = await connect()
  const answer = await client.request(Metadata, 12, asking(named('orders')))
  assert.deepEqual(answer.brokers, [{ nodeId: 1, ...broker.address, rack: null }])
  assert.equal(answer.controllerId, 1)
  assert.match(answer.clusterId ?? '', /^[\w-]{22}$/)
  const [topic] = answer.topics
  assert.equal(topic?.errorCode, errorCodes.NONE)
  assert.equal(topic?.isInternal, false)
  assert.match(topic?.topicId ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4/)
  assert.deepEqual(
    topic?.partitions,
    [0, 1, 2].map((partitionIndex) => ({
      errorCode: 0,
      partitionIndex,
      leaderId: 1,
      leaderEpoch: 0,
      replicaNodes: [1],
      isrNodes: [1],
      offlineReplicas: [],
    })),
  )
})

for (let apiVersion = 0; apiVersion <= 13; apiVersion++) {
  test(`Metadata version ${apiVersion} shows a topic`, async (t) => {
    const client = await (await startTestBroker(t)).connect()
    const { topics } = await client.request(Metadata, apiVersion, asking(named('orders')))
    assert.deepEqual(
      topics.map(({ name, errorCode, partitions }) => [name, errorCode, partitions.length]),
      [['orders', 0, 1]],
    )
  })
}

test('a topic that is asked for many times at once is created once', async (t) => {
  const { connect } = await startTestBroker(t)
  const clients = await Promise.all([connect(), connect(), connect()])
  const answers = await Promise.all(clients.map((client) => client.request(Metadata, 12, asking(named('a', 'a')))))
  const topics = answers.flatMap((answer) => answer.topics)
  assert.ok(topics.every(({ errorCode }) => errorCode === errorCodes.NONE))
  assert.equal(new Set(topics.map(({ topicId }) => topicId)).size, 1)
})

test('a topic that is named often is in the answer once, by its name and by its id', async (t) => {
  const client = await (await startTestBroker(t, { defaultPartitions: 100 })).connect()
  const often = Array.from({ length: 10_000 }, () => 'orders')
  const { topics } = await client.request(Metadata, 12, asking(named(...often, 'returns')))
  assert.deepEqual(
    topics.map(({ name }) => name),
    ['orders', 'returns'],
  )
  const topicId = topics[0]?.topicId ?? ''
  const byId = often.map((_, index) => ({ name: index % 2 === 0 ? null : `name ${index}`, topicId }))
  assert.equal((await client.request(Metadata, 12, asking(byId))).topics.length, 1)
})

test('a consumer that forbids it does not create a topic: error 3', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const { topics } = await client.request(Metadata, 12, asking(named('orders'), false))
  assert.equal(topics[0]?.errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
})

test('with auto-creation switched off a topic is not created: error 3', async (t) => {
  const client = await (await startTestBroker(t, { autoCreateTopics: false })).connect()
  const { topics } = await client.request(Metadata, 12, asking(named('orders')))
  assert.equal(topics[0]?.errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
})

test('a name that cannot be a topic is error 17, and a name of the broker is never created: error 3', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const names = ['', '.', '..', 'a b', 'ä', 'a'.repeat(250), '__transaction_state', '__cluster_metadata']
  const { topics } = await client.request(Metadata, 12, asking(named(...names)))
  assert.deepEqual(
    topics.map(({ errorCode }) => errorCode),
    [17, 17, 17, 17, 17, 17, 3, 3],
  )
})

test('all topics are listed by null, and by an empty list in version 0; none is created for that', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  await client.request(Metadata, 12, asking(named('b', 'a')))
  const listed = async (apiVersion: number, topics: Wanted | null) =>
    (await client.request(Metadata, apiVersion, asking(topics))).topics.map(({ name }) => name).sort()
  assert.deepEqual(await listed(12, null), ['__consumer_offsets', 'a', 'b'])
  assert.deepEqual(await listed(1, null), ['__consumer_offsets', 'a', 'b'])
  assert.deepEqual(await listed(0, []), ['__consumer_offsets', 'a', 'b'])
  assert.deepEqual(await listed(1, []), [])
})

test('the offsets topic is shown as internal, the metadata topic is not shown', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const { topics } = await client.request(Metadata, 12, asking(null))
  assert.deepEqual(
    topics.map(({ name, isInternal }) => [name, isInternal]),
    [['__consumer_offsets', true]],
  )
})

test('a topic is found by its id from version 12 on; an unknown id is error 100 and comes back without a name', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const [created] = (await client.request(Metadata, 12, asking(named('orders')))).topics
  const topicId = created?.topicId ?? ''
  const byId = await client.request(Metadata, 12, asking([{ name: null, topicId }]))
  assert.equal(byId.topics[0]?.name, 'orders')
  const unknownId = '11111111-1111-4111-8111-111111111111'
  const unknown = await client.request(Metadata, 12, asking([{ name: null, topicId: unknownId }]))
  assert.deepEqual(
    unknown.topics.map((topic) => [topic.errorCode, topic.name, topic.topicId]),
    [[errorCodes.UNKNOWN_TOPIC_ID, null, unknownId]],
  )
})

test('an id in a version that cannot ask by id closes the connection', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const request = asking([{ name: null, topicId: '11111111-1111-4111-8111-111111111111' }])
  await assert.rejects(client.request(Metadata, 10, request), /closed/)
})

test('authorized operations are told where they are asked for', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const request = { ...asking(named('orders')), includeTopicAuthorizedOperations: true }
  const [topic] = (await client.request(Metadata, 12, request)).topics
  assert.equal(topic?.topicAuthorizedOperations, 0b1101_1111_1000)
  const [silent] = (await client.request(Metadata, 12, asking(named('orders')))).topics
  assert.equal(silent?.topicAuthorizedOperations, -2147483648)
})

test('the advertised address is the setting, else the one by which a wildcard listener was reached', async (t) => {
  const advertised = { host: 'broker.example', port: 19092 }
  const withSetting = await startTestBroker(t, { advertised })
  const { brokers } = await (await withSetting.connect()).request(Metadata, 12, asking(null))
  assert.deepEqual(brokers, [{ nodeId: 1, ...advertised, rack: null }])
  const wildcard = await startTestBroker(t, { host: '0.0.0.0' })
  const answer = await (await wildcard.connect()).request(Metadata, 12, asking(null))
  assert.equal(answer.brokers[0]?.host, '127.0.0.1')
  assert.equal(wildcard.broker.advertised.host, '127.0.0.1')
})
