import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Authorize } from '../../src/authorize.ts'
import {
  AlterConfigs,
  CreateTopics,
  DeleteRecords,
  DeleteTopics,
  DescribeCluster,
  DescribeConfigs,
  DescribeGroups,
  errorCodes,
  Fetch,
  FindCoordinator,
  Heartbeat,
  IncrementalAlterConfigs,
  InitProducerId,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  ListOffsets,
  Metadata,
  OffsetCommit,
  OffsetFetch,
  Produce,
  SyncGroup,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { batchOf, createRequest, fetchRequest, metadataRequest, produceRequest } from '../support/kafka-requests.ts'

/** A broker on which nothing is allowed once it has been prepared. */
async function startForbidden(t: TestContext) {
  let allowed = true
  const asked: string[] = []
  const authorize: Authorize = (principal, operation, { type, name }) => {
    if (!allowed) asked.push(`${principal.name} ${operation} ${type} ${name}`)
    return allowed
  }
  const client = await (await startTestBroker(t, { authorize })).connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  allowed = false
  return { client, asked }
}

const topicDenied = errorCodes.TOPIC_AUTHORIZATION_FAILED
const groupDenied = errorCodes.GROUP_AUTHORIZATION_FAILED
const clusterDenied = errorCodes.CLUSTER_AUTHORIZATION_FAILED

test('data of a topic is refused with error 29 where the principal may not read or write it', async (t) => {
  const { client, asked } = await startForbidden(t)
  const produced = await client.request(Produce, 9, produceRequest({}, batchOf(['a'])))
  assert.equal(produced.responses[0]?.partitionResponses[0]?.errorCode, topicDenied)
  const fetched = await client.request(Fetch, 11, fetchRequest({ maxWaitMs: 20_000 }))
  assert.equal(fetched.responses[0]?.partitions[0]?.errorCode, topicDenied)
  const partitions = [{ partitionIndex: 0, currentLeaderEpoch: -1, timestamp: -1n }]
  const listing = { replicaId: -1, isolationLevel: 0, topics: [{ name: 'orders', partitions }], timeoutMs: 0 }
  const listed = await client.request(ListOffsets, 7, listing)
  assert.equal(listed.topics[0]?.partitions[0]?.errorCode, topicDenied)
  assert.deepEqual(asked, [
    'ANONYMOUS write topic orders',
    'ANONYMOUS read topic orders',
    'ANONYMOUS describe topic orders',
  ])
})

test('topics that may not be seen are refused by name and left out of a list', async (t) => {
  const { client } = await startForbidden(t)
  const named = await client.request(Metadata, 12, metadataRequest(['orders', 'nobody']))
  assert.deepEqual(
    named.topics.map(({ errorCode, partitions }) => [errorCode, partitions]),
    [
      [topicDenied, []],
      [topicDenied, []],
    ],
  )
  assert.deepEqual((await client.request(Metadata, 12, metadataRequest(null))).topics, [])
})

test('creating, deleting and describing need their own permissions', async (t) => {
  const { client } = await startForbidden(t)
  const created = await client.request(CreateTopics, 7, createRequest('new'))
  assert.equal(created.topics[0]?.errorCode, topicDenied)
  const deleted = await client.request(DeleteTopics, 5, { topicNames: ['orders'], topics: [], timeoutMs: 0 })
  assert.equal(deleted.responses[0]?.errorCode, topicDenied)
  const resources = [
    { resourceType: 2, resourceName: 'orders', configurationKeys: null },
    { resourceType: 4, resourceName: '1', configurationKeys: null },
  ]
  const described = await client.request(DescribeConfigs, 4, {
    resources,
    includeSynonyms: false,
    includeDocumentation: false,
  })
  assert.deepEqual(
    described.results.map(({ errorCode }) => errorCode),
    [topicDenied, clusterDenied],
  )
  const trimming = { name: 'orders', partitions: [{ partitionIndex: 0, offset: 0 }] }
  const trimmed = await client.request(DeleteRecords, 2, { topics: [trimming], timeoutMs: 0 })
  assert.equal(trimmed.topics[0]?.partitions[0]?.errorCode, topicDenied)
  const altering = resources.map(({ resourceType, resourceName }) => ({ resourceType, resourceName, configs: [] }))
  for (const api of [AlterConfigs, IncrementalAlterConfigs]) {
    const altered = await client.request(api, 1, { resources: altering, validateOnly: false })
    assert.deepEqual(
      altered.responses.map(({ errorCode }) => errorCode),
      [topicDenied, clusterDenied],
    )
  }
  const cluster = await client.request(DescribeCluster, 1, {
    includeClusterAuthorizedOperations: true,
    endpointType: 1,
    includeFencedBrokers: false,
  })
  assert.equal(cluster.errorCode, clusterDenied)
  const id = await client.request(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 0 })
  assert.equal(id.errorCode, clusterDenied)
})

test('groups are refused with error 30', async (t) => {
  const { client } = await startForbidden(t)
  const groupId = 'readers'
  const membership = { groupId, generationId: 1, memberId: 'm' }
  const topics = [{ name: 'orders', topicId: zeroUuid, partitions: [] }]
  const partition = { partitionIndex: 0, committedOffset: 1, committedLeaderEpoch: -1, committedMetadata: null }
  const codes = [
    (await client.request(FindCoordinator, 3, { key: groupId, keyType: 0, coordinatorKeys: [] })).errorCode,
    (
      await client.request(JoinGroup, 5, {
        groupId,
        sessionTimeoutMs: 10_000,
        memberId: '',
        protocolType: 'consumer',
        protocols: [],
      })
    ).errorCode,
    (await client.request(SyncGroup, 5, { ...membership, assignments: [] })).errorCode,
    (await client.request(Heartbeat, 4, membership)).errorCode,
    (await client.request(LeaveGroup, 5, { groupId, memberId: '', members: [] })).errorCode,
    (await client.request(OffsetFetch, 7, { groupId, topics: null, groups: [], requireStable: false })).errorCode,
    (
      await client.request(OffsetFetch, 8, {
        groupId: '',
        topics: null,
        groups: [{ groupId, topics: null }],
        requireStable: false,
      })
    ).groups[0]?.errorCode,
    (await client.request(DescribeGroups, 5, { groups: [groupId], includeAuthorizedOperations: false })).groups[0]
      ?.errorCode,
    (
      await client.request(OffsetCommit, 8, {
        groupId,
        generationIdOrMemberEpoch: -1,
        memberId: '',
        topics: topics.map((topic) => ({ ...topic, partitions: [partition] })),
      })
    ).topics[0]?.partitions[0]?.errorCode,
  ]
  assert.ok(
    codes.every((code) => code === groupDenied),
    String(codes),
  )
  assert.deepEqual((await client.request(ListGroups, 4, { statesFilter: [], typesFilter: [] })).groups, [])
})
