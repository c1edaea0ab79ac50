import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { CreateTopics, DescribeCluster, DescribeConfigs, errorCodes, Metadata } from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { createRequest, metadataRequest } from '../support/kafka-requests.ts'
import type { WireClient } from '../support/kafka-wire.ts'

const topicType = 2
const brokerType = 4

async function start(t: TestContext): Promise<WireClient> {
  const client = await (await startTestBroker(t, { segmentBytes: 2_000_000 })).connect()
  await client.request(CreateTopics, 7, createRequest('orders', { configs: { 'max.message.bytes': '5000' } }))
  return client
}

interface Asking {
  readonly keys?: string[] | null
  readonly includeSynonyms?: boolean
  readonly includeDocumentation?: boolean
}

async function describe(client: WireClient, resourceType: number, resourceName: string, asking: Asking = {}) {
  const { keys = null, includeSynonyms = false, includeDocumentation = false } = asking
  const resources = [{ resourceType, resourceName, configurationKeys: keys }]
  const answer = await client.request(DescribeConfigs, 4, { resources, includeSynonyms, includeDocumentation })
  const [result] = answer.results
  assert.ok(result)
  return result
}

test('a topic shows every config of Kafka with where its value comes from', async (t) => {
  const client = await start(t)
  const { errorCode, configs } = await describe(client, topicType, 'orders')
  assert.equal(errorCode, errorCodes.NONE)
  const shown = new Map(configs.map(({ name, value, configSource }) => [name, [value, configSource]]))
  assert.deepEqual(shown.get('max.message.bytes'), ['5000', 1])
  assert.deepEqual(shown.get('segment.bytes'), ['2000000', 4])
  assert.deepEqual(shown.get('cleanup.policy'), ['delete', 5])
  assert.ok(shown.size > 30)
  assert.ok(configs.every(({ synonyms, documentation }) => synonyms.length === 0 && documentation === null))
})

test('synonyms and documentation come where they are asked for, the strongest synonym first', async (t) => {
  const client = await start(t)
  const { configs } = await describe(client, topicType, 'orders', {
    keys: ['max.message.bytes'],
    includeSynonyms: true,
    includeDocumentation: true,
  })
  assert.deepEqual(configs, [
    {
      name: 'max.message.bytes',
      value: '5000',
      readOnly: false,
      configSource: 1,
      isSensitive: false,
      synonyms: [
        { name: 'max.message.bytes', value: '5000', source: 1 },
        { name: 'message.max.bytes', value: '1048588', source: 5 },
      ],
      configType: 3,
      documentation: 'Largest record batch.',
    },
  ])
})

test('the broker shows its configs under the names that tools look for, and what is set as set', async (t) => {
  const client = await start(t)
  const { configs } = await describe(client, brokerType, '1')
  const shown = new Map(configs.map(({ name, value, configSource }) => [name, [value, configSource]]))
  assert.deepEqual(shown.get('node.id'), ['1', 4])
  assert.deepEqual(shown.get('auto.create.topics.enable'), ['true', 4])
  assert.deepEqual(shown.get('log.segment.bytes'), ['2000000', 4])
  assert.deepEqual(shown.get('message.max.bytes'), ['1048588', 5])
  assert.deepEqual(shown.get('group.min.session.timeout.ms'), ['6000', 5])
  assert.ok(configs.every(({ readOnly }) => readOnly))
})

test('the advertised listener of an IPv6 address is one that can be parsed', async (t) => {
  const client = await (await startTestBroker(t, { advertised: { host: '::1', port: 9092 } })).connect()
  const { configs } = await describe(client, brokerType, '1', { keys: ['advertised.listeners'] })
  assert.equal(configs[0]?.value, 'PLAINTEXT://[::1]:9092')
})

test('a resource that is named often is answered once', async (t) => {
  const client = await start(t)
  const named = (resourceType: number, resourceName: string) => ({ resourceType, resourceName, configurationKeys: [] })
  const resources = [named(topicType, 'orders'), named(topicType, '1'), named(brokerType, '1'), named(topicType, '1')]
  const asked = { resources: [...resources, ...resources], includeSynonyms: false, includeDocumentation: false }
  const { results } = await client.request(DescribeConfigs, 4, asked)
  assert.deepEqual(
    results.map(({ resourceType, resourceName }) => [resourceType, resourceName]),
    [
      [topicType, 'orders'],
      [topicType, '1'],
      [brokerType, '1'],
    ],
  )
})

test('an unknown topic is error 3, another broker or kind of resource error 42, dynamic defaults are none', async (t) => {
  const client = await start(t)
  assert.equal((await describe(client, topicType, 'nobody')).errorCode, errorCodes.UNKNOWN_TOPIC_OR_PARTITION)
  assert.equal((await describe(client, brokerType, '2')).errorCode, errorCodes.INVALID_REQUEST)
  assert.equal((await describe(client, 16, 'x')).errorCode, errorCodes.INVALID_REQUEST)
  const defaults = await describe(client, brokerType, '')
  assert.deepEqual([defaults.errorCode, defaults.configs], [errorCodes.NONE, []])
})

for (const apiVersion of [1, 2, 3, 4]) {
  test(`DescribeConfigs version ${apiVersion} answers each resource in the order of the request`, async (t) => {
    const client = await start(t)
    const resources = ['nobody', 'orders'].map((resourceName) => ({
      resourceType: topicType,
      resourceName,
      configurationKeys: ['cleanup.policy'],
    }))
    const request = { resources, includeSynonyms: true, includeDocumentation: false }
    const { results } = await client.request(DescribeConfigs, apiVersion, request)
    assert.deepEqual(
      results.map(({ resourceName, configs }) => [resourceName, configs.length]),
      [
        ['nobody', 0],
        ['orders', 1],
      ],
    )
  })
}

for (const apiVersion of [0, 1, 2]) {
  test(`DescribeCluster version ${apiVersion} shows this broker, under the id that Metadata shows`, async (t) => {
    const client = await start(t)
    const { clusterId, brokers } = await client.request(Metadata, 12, metadataRequest(null))
    const request = { includeClusterAuthorizedOperations: false, endpointType: 1, includeFencedBrokers: false }
    const answer = await client.request(DescribeCluster, apiVersion, request)
    assert.deepEqual([answer.errorCode, answer.clusterId, answer.controllerId], [errorCodes.NONE, clusterId, 1])
    assert.deepEqual(
      answer.brokers.map(({ brokerId, host, port }) => [brokerId, host, port]),
      brokers.map(({ nodeId, host, port }) => [nodeId, host, port]),
    )
  })
}

test('another kind of endpoint is error 114 or 115', async (t) => {
  const client = await start(t)
  const asking = (endpointType: number) =>
    client.request(DescribeCluster, 1, {
      includeClusterAuthorizedOperations: false,
      endpointType,
      includeFencedBrokers: false,
    })
  assert.equal((await asking(2)).errorCode, errorCodes.MISMATCHED_ENDPOINT_TYPE)
  assert.equal((await asking(3)).errorCode, errorCodes.UNSUPPORTED_ENDPOINT_TYPE)
})
