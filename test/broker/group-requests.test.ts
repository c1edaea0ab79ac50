import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTopics,
  DescribeGroups,
  errorCodes,
  FindCoordinator,
  Heartbeat,
  InitProducerId,
  JoinGroup,
  LeaveGroup,
  ListGroups,
  OffsetCommit,
  OffsetFetch,
  type RequestInput,
  SyncGroup,
  zeroUuid,
} from '../../src/protocol/index.ts'
import { startTestBroker } from '../support/kafka-broker.ts'
import { createRequest } from '../support/kafka-requests.ts'

const groupId = 'readers'
const orders = { name: 'orders', topicId: zeroUuid }

function joining(memberId = ''): RequestInput<typeof JoinGroup> {
  return {
    groupId,
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 10_000,
    memberId,
    protocolType: 'consumer',
    protocols: [{ name: 'range', metadata: Buffer.from('subscription') }],
  }
}

test('a member joins, syncs, commits, is described, leaves; its offsets stay', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  await client.request(CreateTopics, 7, createRequest('orders'))
  const refused = await client.request(JoinGroup, 9, joining(), 'app')
  assert.equal(refused.errorCode, errorCodes.MEMBER_ID_REQUIRED)
  const { memberId } = refused
  assert.match(memberId, /^app-/)
  const joined = await client.request(JoinGroup, 9, joining(memberId), 'app')
  assert.deepEqual([joined.errorCode, joined.leader, joined.generationId], [errorCodes.NONE, memberId, 1])

  const membership = { groupId, generationId: 1, memberId }
  const assignments = [{ memberId, assignment: Buffer.from('assignment') }]
  const synced = await client.request(SyncGroup, 5, { ...membership, assignments })
  assert.deepEqual([synced.errorCode, synced.assignment.toString()], [errorCodes.NONE, 'assignment'])
  assert.equal((await client.request(Heartbeat, 4, membership)).errorCode, errorCodes.NONE)

  const partitions = [{ partitionIndex: 0, committedOffset: 7, committedLeaderEpoch: 0, committedMetadata: 'm' }]
  const topics = [{ name: 'orders', topicId: zeroUuid, partitions }]
  const committed = await client.request(OffsetCommit, 8, { groupId, generationIdOrMemberEpoch: 1, memberId, topics })
  assert.equal(committed.topics[0]?.partitions[0]?.errorCode, errorCodes.NONE)

  const [described] = (
    await client.request(DescribeGroups, 6, { groups: [groupId], includeAuthorizedOperations: true })
  ).groups
  assert.deepEqual([described?.groupState, described?.protocolData], ['Stable', 'range'])
  assert.deepEqual(
    described?.members.map(({ clientId, clientHost }) => [clientId, clientHost]),
    [['app', '/127.0.0.1']],
  )
  assert.equal(described?.authorizedOperations, 0b1_0100_1000)
  const { groups } = await client.request(ListGroups, 5, { statesFilter: ['stable'], typesFilter: ['Classic'] })
  assert.deepEqual(groups, [{ groupId, protocolType: 'consumer', groupState: 'Stable', groupType: 'classic' }])

  const members = [{ memberId, groupInstanceId: null, reason: 'done' }]
  const left = await client.request(LeaveGroup, 5, { groupId, memberId: '', members })
  assert.deepEqual([left.errorCode, left.members[0]?.errorCode], [errorCodes.NONE, errorCodes.NONE])
  const fetched = await client.request(OffsetFetch, 7, {
    groupId,
    topics: [{ name: 'orders', partitionIndexes: [0, 1] }],
    groups: [],
    requireStable: true,
  })
  assert.deepEqual(
    fetched.topics[0]?.partitions.map(({ committedOffset, metadata }) => [committedOffset, metadata]),
    [
      [7, 'm'],
      [-1, ''],
    ],
  )
})

test('a group that is named often is described once, and its offsets are answered once', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  await client.request(CreateTopics, 7, createRequest('orders', { partitions: 2 }))
  const committed = [0, 1].map((partitionIndex) => ({ partitionIndex, committedOffset: 7, committedMetadata: 'm' }))
  const commit = {
    groupId,
    generationIdOrMemberEpoch: -1,
    memberId: '',
    topics: [{ ...orders, partitions: committed }],
  }
  await client.request(OffsetCommit, 8, commit)

  const asked = { groups: [groupId, 'others', groupId], includeAuthorizedOperations: false }
  const described = (await client.request(DescribeGroups, 5, asked)).groups
  assert.deepEqual(
    described.map((group) => group.groupId),
    [groupId, 'others'],
  )

  const fetch = async (topics: { partitionIndexes: number[]; name: string; topicId: string }[] | null) => {
    const groups = [1, 2, 3].map(() => ({ groupId, memberId: null, topics }))
    const answer = await client.request(OffsetFetch, 8, { groupId: '', topics: null, groups, requireStable: false })
    return answer.groups.map((group) =>
      group.topics.map(({ partitions }) => partitions.map(({ partitionIndex }) => partitionIndex)),
    )
  }
  assert.deepEqual(await fetch(null), [[[0, 1]]])
  const parts = [[0, 0, 1], [1, 0], [5]].map((partitionIndexes) => ({ ...orders, partitionIndexes }))
  assert.deepEqual(await fetch(parts), [[[0, 1, 5]]])
})

test('two members share a generation; a member that goes away makes the other rejoin', async (t) => {
  const { connect } = await startTestBroker(t)
  const [one, other] = [await connect(), await connect()]
  const first = (await one.request(JoinGroup, 9, joining())).memberId
  assert.equal((await one.request(JoinGroup, 9, joining(first))).generationId, 1)
  await one.request(SyncGroup, 5, { groupId, generationId: 1, memberId: first, assignments: [] })
  const second = (await other.request(JoinGroup, 9, joining())).memberId
  const joined = other.start(JoinGroup, 9, joining(second))
  const beat = () => one.request(Heartbeat, 4, { groupId, generationId: 1, memberId: first })
  // The join of the other may reach the group a little later than it was sent.
  while ((await beat()).errorCode === errorCodes.NONE);
  const rejoined = one.start(JoinGroup, 9, joining(first))
  assert.deepEqual([(await joined).generationId, (await rejoined).generationId], [2, 2])
  assert.equal((await rejoined).members.length, 2)
})

for (let apiVersion = 0; apiVersion <= 6; apiVersion++) {
  test(`FindCoordinator version ${apiVersion} answers this broker for every group`, async (t) => {
    const { connect, broker } = await startTestBroker(t)
    const client = await connect()
    const request = { key: groupId, keyType: 0, coordinatorKeys: [groupId, 'others'] }
    const answer = await client.request(FindCoordinator, apiVersion, request)
    const expected = { nodeId: 1, ...broker.address, errorCode: 0 }
    const found = apiVersion < 4 ? [answer] : answer.coordinators
    assert.equal(found.length, apiVersion < 4 ? 1 : 2)
    for (const { nodeId, host, port, errorCode } of found) assert.deepEqual({ nodeId, host, port, errorCode }, expected)
  })
}

test('transactions are refused with an error that no client tries again: 42', async (t) => {
  const client = await (await startTestBroker(t)).connect()
  const found = await client.request(FindCoordinator, 3, { key: 'tx', keyType: 1, coordinatorKeys: [] })
  assert.deepEqual(
    [found.errorCode, found.errorMessage],
    [errorCodes.INVALID_REQUEST, 'Transactions are not supported yet.'],
  )
  const share = await client.request(FindCoordinator, 6, { key: '', keyType: 2, coordinatorKeys: ['g:t:0'] })
  assert.equal(share.coordinators[0]?.errorCode, errorCodes.INVALID_REQUEST)
  const initialised = await client.request(InitProducerId, 4, { transactionalId: 'tx', transactionTimeoutMs: 1000 })
  assert.deepEqual([initialised.errorCode, initialised.producerId], [errorCodes.INVALID_REQUEST, -1n])
})
