import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Coordinator, commitTopics, settle } from './start-coordinator.ts'

/** Who commits to a group in which state, and with what result. */
const rules: { who: string; group: 'none' | 'simple' | 'empty' | 'member'; version: number; code: number }[] = [
  { who: 'outsider', group: 'none', version: 8, code: 0 },
  { who: 'outsider', group: 'simple', version: 8, code: 0 },
  { who: 'outsider', group: 'empty', version: 8, code: 0 },
  { who: 'outsider', group: 'member', version: 8, code: 25 },
  { who: 'member', group: 'none', version: 8, code: 22 },
  { who: 'member', group: 'none', version: 9, code: 69 },
  { who: 'member', group: 'simple', version: 9, code: 25 },
  { who: 'member', group: 'empty', version: 9, code: 25 },
  { who: 'member', group: 'member', version: 9, code: 0 },
  { who: 'stranger', group: 'member', version: 9, code: 25 },
  { who: 'late', group: 'member', version: 9, code: 22 },
]

for (const { who, group, version, code } of rules) {
  test(`a commit of ${who} to a group that is ${group}, version ${version}, is answered with ${code}`, async () => {
    const coordinator = new Coordinator()
    coordinator.topics.create('orders')
    let memberId = 'ghost'
    if (group === 'simple') await coordinator.commitAlone({ orders: { 0: 1 } })
    if (group === 'empty' || group === 'member') memberId = await coordinator.stableMember()
    if (group === 'empty') await coordinator.leave(1, { memberId })
    const committers: Record<string, object> = {
      outsider: {},
      member: { memberId, generationIdOrMemberEpoch: 1 },
      stranger: { memberId: 'stranger', generationIdOrMemberEpoch: 1 },
      late: { memberId, generationIdOrMemberEpoch: 0 },
    }
    const topics = commitTopics({ orders: { 0: 7 } })
    const { topics: rows } = await coordinator.commit(version, { topics, ...committers[who] })
    assert.equal(rows[0]?.partitions[0]?.errorCode, code)
    if (code === 0) assert.equal((await coordinator.committed()).orders?.[0], 7)
  })
}

test('an offset of 2^53 or more is not kept: error 1', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  for (const offset of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    assert.deepEqual(await coordinator.commitAlone({ orders: { 0: offset } }), [1])
  }
  assert.deepEqual(await coordinator.commitAlone({ orders: { 0: Number.MAX_SAFE_INTEGER - 1 } }), [0])
})

test('a commit is a sign of life', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  const memberId = await coordinator.stableMember()
  for (let round = 0; round < 5; round += 1) {
    await coordinator.clock.pass(9000)
    const member = { memberId, generationIdOrMemberEpoch: 1 }
    assert.deepEqual(await coordinator.commitAlone({ orders: { 0: round } }, 'group', member), [0])
  }
})

test('a commit between join and sync gets 27, for the member does not know its partitions yet', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  const joining = coordinator.join(3, {})
  await coordinator.clock.pass(3000)
  const { memberId } = await joining
  const member = { memberId, generationIdOrMemberEpoch: 1 }
  assert.deepEqual(await coordinator.commitAlone({ orders: { 0: 1 } }, 'group', member), [27])
})

test('each partition of a commit has its own answer, in the order of the request', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders', 2)
  const topics = [
    ...commitTopics({ orders: { 0: 1, 1: 2, 2: 3 }, nowhere: { 0: 1 } }),
    {
      name: 'orders',
      topicId: '00000000-0000-0000-0000-000000000000',
      partitions: [
        { partitionIndex: 0, committedOffset: 9, committedMetadata: 'x'.repeat(4097) },
        { partitionIndex: 1, committedOffset: 9, committedMetadata: 'ü'.repeat(2048) },
      ],
    },
  ]
  const { topics: rows } = await coordinator.commit(8, { topics })
  assert.deepEqual(
    rows.map(({ name, partitions }) => [name, partitions.map(({ errorCode }) => errorCode)]),
    [
      ['orders', [0, 0, 3]],
      ['nowhere', [3]],
      ['orders', [12, 0]],
    ],
  )
  assert.deepEqual(await coordinator.committed(), { orders: { 0: 1, 1: 9 } })
})

test('leader epoch and metadata come back as they were committed', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  const offset = { partitionIndex: 0, committedOffset: 5, committedLeaderEpoch: 3, committedMetadata: 'größer' }
  await coordinator.commit(8, { topics: [{ name: 'orders', topicId: '', partitions: [offset] }] })
  for (const after of [coordinator, coordinator.restarted()]) {
    const { topics } = await after.fetch(5, { topics: [{ name: 'orders', partitionIndexes: [0] }] })
    assert.deepEqual(topics[0]?.partitions[0], {
      partitionIndex: 0,
      committedOffset: 5,
      committedLeaderEpoch: 3,
      metadata: 'größer',
      errorCode: 0,
    })
  }
})

test('what was not committed is -1 without an error, whether the group exists or not', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  await coordinator.commitAlone({ orders: { 0: 5 } })
  for (const groupId of ['group', 'nowhere']) {
    const { topics, errorCode } = await coordinator.fetch(7, {
      groupId,
      topics: [{ name: 'orders', partitionIndexes: [1] }],
    })
    assert.equal(errorCode, 0)
    assert.deepEqual(topics[0]?.partitions, [
      { partitionIndex: 1, committedOffset: -1, committedLeaderEpoch: -1, metadata: '', errorCode: 0 },
    ])
  }
  assert.deepEqual((await coordinator.fetch(7, { groupId: 'nowhere', topics: null })).topics, [])
})

test('from version 8 several groups are asked for at once', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  await coordinator.commitAlone({ orders: { 0: 1 } }, 'one')
  await coordinator.commitAlone({ orders: { 0: 2, 1: 3 } }, 'two')
  const { groups } = await coordinator.fetch(8, {
    groups: [
      { groupId: 'two', topics: [{ name: 'orders', topicId: '', partitionIndexes: [1] }] },
      { groupId: 'one', topics: null },
      { groupId: 'three', topics: null },
    ],
  })
  const rows = groups.map(({ groupId, topics }) => [groupId, topics[0]?.partitions.map((row) => row.committedOffset)])
  assert.deepEqual(rows, [
    ['two', [3]],
    ['one', [1]],
    ['three', undefined],
  ])
})

test('from version 10 topics go by their id, and one that is unknown gets 100', async () => {
  const coordinator = new Coordinator()
  const topicId = coordinator.topics.create('orders')
  const unknown = '00000000-0000-4000-8000-00000000dead'
  const partitions = [{ partitionIndex: 0, committedOffset: 4, committedMetadata: null }]
  const { topics } = await coordinator.commit(10, {
    topics: [topicId, unknown].map((id) => ({ name: '', topicId: id, partitions })),
  })
  assert.deepEqual(
    topics.map((row) => [row.topicId, row.partitions[0]?.errorCode]),
    [
      [topicId, 0],
      [unknown, 100],
    ],
  )
  const asked = [topicId, unknown].map((id) => ({ name: '', topicId: id, partitionIndexes: [0] }))
  const fetched = await coordinator.fetch(10, {
    groups: [
      { groupId: 'group', topics: asked },
      { groupId: 'group', topics: null },
    ],
  })
  assert.deepEqual(
    fetched.groups.map((group) =>
      group.topics.map((row) => [row.topicId, row.partitions[0]?.committedOffset, row.partitions[0]?.errorCode]),
    ),
    [
      [
        [topicId, 4, 0],
        [unknown, -1, 100],
      ],
      [[topicId, 4, 0]],
    ],
  )
})

test('a commit is answered when it is durable, and until then the offset is what it was', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  await coordinator.commitAlone({ orders: { 0: 1 } })
  coordinator.store.hold()
  const committing = coordinator.commitAlone({ orders: { 0: 2 } })
  await settle()
  assert.deepEqual(await coordinator.committed(), { orders: { 0: 1 } })
  coordinator.store.release()
  assert.deepEqual(await committing, [0])
  assert.deepEqual(await coordinator.committed(), { orders: { 0: 2 } })
})

test('a commit that cannot be written gets 15 and changes nothing', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  coordinator.store.broken = true
  assert.deepEqual(await coordinator.commitAlone({ orders: { 0: 2 }, nowhere: { 0: 1 } }), [15, 3])
  assert.deepEqual(await coordinator.committed(), {})
  assert.deepEqual(coordinator.inner.list({ states: [], types: [] }), [], 'no group is left behind')
})

test('a group with nothing but offsets outlives a restart and any idle time', async () => {
  const before = new Coordinator()
  before.topics.create('orders')
  await before.commitAlone({ orders: { 0: 1 } }, 'simple')
  const after = before.restarted()
  await after.clock.pass(7_000_000)
  assert.deepEqual(await after.committed('simple'), { orders: { 0: 1 } })
  assert.deepEqual(after.inner.list({ states: ['Empty'], types: [] }).length, 1)
})

test('the offsets of a deleted topic go in every group, those that are just being written too', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  coordinator.topics.create('payments')
  await coordinator.commitAlone({ orders: { 0: 1 }, payments: { 0: 1 } }, 'one')
  await coordinator.commitAlone({ orders: { 0: 1 } }, 'two')
  coordinator.store.hold()
  const committing = coordinator.commitAlone({ orders: { 1: 5 } }, 'one')
  await settle()
  const deleting = coordinator.inner.deleteOffsetsOfTopic('orders')
  coordinator.store.release()
  await Promise.all([committing, deleting])
  for (const after of [coordinator, coordinator.restarted()]) {
    assert.deepEqual(await after.committed('one'), { payments: { 0: 1 } })
    assert.deepEqual(await after.committed('two'), {})
    assert.deepEqual(
      after.inner.list({ states: [], types: [] }).map(({ groupId }) => groupId),
      ['one'],
    )
  }
})

test('the deletion of offsets that cannot be written is an error', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  await coordinator.commitAlone({ orders: { 0: 1 } })
  coordinator.store.broken = true
  await assert.rejects(coordinator.inner.deleteOffsetsOfTopic('orders'), /orders/)
})

test('an offset of a topic that was deleted just before a crash is not one of the next topic of that name', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  await coordinator.commitAlone({ orders: { 0: 100 } })
  coordinator.topics.create('orders')
  assert.deepEqual(await coordinator.committed(), {})
  const { topics } = await coordinator.fetch(5, { topics: [{ name: 'orders', partitionIndexes: [0] }] })
  assert.equal(topics[0]?.partitions[0]?.committedOffset, -1)
})

test('offsets are bounded: new ones are refused (81), those that are there go on', async () => {
  const coordinator = new Coordinator({ settings: { offsetCount: 1 } })
  coordinator.topics.create('orders')
  assert.deepEqual(await coordinator.commitAlone({ orders: { 0: 1 } }), [0])
  assert.deepEqual(await coordinator.commitAlone({ orders: { 0: 2, 1: 1 } }), [0, 81])
})
