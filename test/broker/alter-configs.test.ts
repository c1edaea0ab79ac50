import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { memoryFileSystem } from '../../src/log/index.ts'
import {
  AlterConfigs,
  CreateTopics,
  DeleteTopics,
  DescribeConfigs,
  errorCodes,
  IncrementalAlterConfigs,
  Produce,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, produceRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

const topicType = 2
const [set, remove, append, subtract] = [0, 1, 2, 3]

async function start(t: TestContext, configs: Record<string, string> = {}, fileSystem = memoryFileSystem()) {
  const broker = await startTestBroker(t, { fileSystem })
  const client = await broker.connect()
  await client.request(CreateTopics, 7, createRequest('orders', { configs }))
  return { broker, client, fileSystem }
}

type Change = readonly [configOperation: number | undefined, name: string, value: string | null]

async function alter(
  client: WireClient,
  changes: readonly Change[],
  { resourceType = topicType, resourceName = 'orders', validateOnly = false, version = 1 } = {},
) {
  const configs = changes.map(([configOperation = -1, name, value]) => ({ configOperation, name, value }))
  const request = { resources: [{ resourceType, resourceName, configs }], validateOnly }
  const [answer] = (await client.request(IncrementalAlterConfigs, version, request)).responses
  assert.ok(answer)
  return answer
}

async function replace(client: WireClient, configs: Record<string, string | null>, version = 2) {
  const named = Object.entries(configs).map(([name, value]) => ({ name, value }))
  const resources = [{ resourceType: topicType, resourceName: 'orders', configs: named }]
  const [answer] = (await client.request(AlterConfigs, version, { resources, validateOnly: false })).responses
  return answer?.errorCode
}

/** What the topic has of its own. */
async function ownConfigs(client: WireClient): Promise<Record<string, string | null>> {
  const resources = [{ resourceType: topicType, resourceName: 'orders', configurationKeys: null }]
  const request = { resources, includeSynonyms: false, includeDocumentation: false }
  const configs = (await client.request(DescribeConfigs, 4, request)).results[0]?.configs ?? []
  return Object.fromEntries(
    configs.filter(({ configSource }) => configSource === 1).map(({ name, value }) => [name, value]),
  )
}

async function produce(client: WireClient, text: string) {
  const answer = await client.request(Produce, 9, produceRequest({}, batchOf([text])))
  return answer.responses[0]?.partitionResponses[0]?.errorCode
}

for (const version of [0, 1]) {
  test(`IncrementalAlterConfigs version ${version} changes what it names, at once, and for the next start too`, async (t) => {
    const { broker, client, fileSystem } = await start(t, { 'retention.ms': '1000', 'segment.ms': '5' })
    assert.equal(await produce(client, 'x'.repeat(500)), errorCodes.NONE)
    const changes: Change[] = [
      [set, 'max.message.bytes', '200'],
      [remove, 'segment.ms', null],
    ]
    const answer = await alter(client, changes, { version })
    assert.deepEqual([answer.errorCode, answer.errorMessage, answer.resourceName], [errorCodes.NONE, null, 'orders'])
    assert.equal(await produce(client, 'x'.repeat(500)), errorCodes.MESSAGE_TOO_LARGE)
    const expected = { 'max.message.bytes': '200', 'retention.ms': '1000' }
    assert.deepEqual(await ownConfigs(client), expected)
    await broker.close()
    const again = await (await startTestBroker(t, { fileSystem })).connect()
    assert.deepEqual(await ownConfigs(again), expected)
    assert.equal(await produce(again, 'x'.repeat(500)), errorCodes.MESSAGE_TOO_LARGE)
  })
}

for (const version of [0, 1, 2]) {
  test(`AlterConfigs version ${version} replaces all that a topic has of its own`, async (t) => {
    const { client } = await start(t, { 'retention.ms': '1000', 'segment.ms': '5' })
    assert.equal(await replace(client, { 'retention.bytes': '77' }, version), errorCodes.NONE)
    assert.deepEqual(await ownConfigs(client), { 'retention.bytes': '77' })
    assert.equal(await replace(client, { 'retention.bytes': 'many' }, version), errorCodes.INVALID_CONFIG)
    assert.deepEqual(await ownConfigs(client), { 'retention.bytes': '77' })
  })
}

test('entries are added to lists and taken out of them, each once', async (t) => {
  const { client } = await start(t)
  const name = 'leader.replication.throttled.replicas'
  await alter(client, [[append, name, '0:1, 1:1']])
  await alter(client, [[append, name, '1:1,2:1']])
  assert.deepEqual(await ownConfigs(client), { [name]: '0:1,1:1,2:1' })
  await alter(client, [[subtract, name, '1:1,7:1']])
  assert.deepEqual(await ownConfigs(client), { [name]: '0:1,2:1' })
})

test('one wrong change leaves all others undone, with the reason', async (t) => {
  const { client } = await start(t)
  for (const [change, code, reason] of [
    [[set, 'retention.ms', '-2'], errorCodes.INVALID_CONFIG, /from -1/],
    [[set, 'compression.type', 'zstd'], errorCodes.INVALID_CONFIG, /not supported yet/],
    [[set, 'no.such.config', '1'], errorCodes.INVALID_CONFIG, /Unknown topic config/],
    [[remove, 'no.such.config', null], errorCodes.INVALID_CONFIG, /Unknown topic config/],
    [[append, 'retention.ms', '1'], errorCodes.INVALID_CONFIG, /no list/],
    [[set, 'retention.ms', null], errorCodes.INVALID_REQUEST, /null/],
    [[9, 'retention.ms', '1'], errorCodes.INVALID_REQUEST, /operation 9/],
    [[set, 'segment.ms', '6'], errorCodes.INVALID_REQUEST, /more than once/],
  ] as const) {
    const answer = await alter(client, [[set, 'segment.ms', '5'], change])
    assert.equal(answer.errorCode, code, String(change))
    assert.match(answer.errorMessage ?? '', reason)
  }
  assert.deepEqual(await ownConfigs(client), {})
})

test('validateOnly says the same and changes nothing', async (t) => {
  const { client } = await start(t)
  assert.equal((await alter(client, [[set, 'retention.ms', '5']], { validateOnly: true })).errorCode, errorCodes.NONE)
  const wrong = await alter(client, [[set, 'retention.ms', 'x']], { validateOnly: true })
  assert.equal(wrong.errorCode, errorCodes.INVALID_CONFIG)
  assert.deepEqual(await ownConfigs(client), {})
})

test('what cannot be changed is refused: unknown topics 3, internal ones 17, the broker and others 42', async (t) => {
  const { client } = await start(t)
  const change: Change[] = [[set, 'retention.ms', '5']]
  const code = async (resourceType: number, resourceName: string) =>
    (await alter(client, change, { resourceType, resourceName })).errorCode
  assert.equal(await code(topicType, 'nobody'), errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  assert.equal(await code(topicType, '__consumer_offsets'), errorCodes.INVALID_TOPIC_EXCEPTION)
  assert.equal(await code(4, '1'), errorCodes.INVALID_REQUEST)
  assert.equal(await code(32, 'readers'), errorCodes.INVALID_REQUEST)
})

test('changes that come together are made one after the other, and a deletion after them is final', async (t) => {
  const { broker, client, fileSystem } = await start(t)
  const other = await broker.connect()
  const started = [client, other].flatMap((one, at) => [
    alter(one, [[set, at === 0 ? 'segment.ms' : 'retention.ms', '7']]),
    alter(one, [[set, at === 0 ? 'flush.ms' : 'retention.bytes', '9223372036854775807']]),
  ])
  assert.ok((await Promise.all(started)).every(({ errorCode }) => errorCode === errorCodes.NONE))
  assert.deepEqual(await ownConfigs(client), {
    'flush.ms': '9223372036854775807',
    'retention.bytes': '9223372036854775807',
    'retention.ms': '7',
    'segment.ms': '7',
  })
  const changing = alter(client, [[set, 'segment.ms', '8']])
  const deleting = other.request(DeleteTopics, 5, { topicNames: ['orders'], topics: [], timeoutMs: 0 })
  await Promise.all([changing, deleting])
  await broker.close()
  const again = await (await startTestBroker(t, { fileSystem })).connect()
  assert.equal((await alter(again, [[set, 'segment.ms', '8']])).errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
})
