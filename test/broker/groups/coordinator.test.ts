import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GroupCoordinator } from '../../../src/broker/groups/index.ts'
import { errorCodes, JoinGroup, type RequestOf } from '../../../src/protocol/index.ts'
import { createMetrics, silentLogger } from '../../../src/telemetry/index.ts'
import { Coordinator, MemoryStore, settle, TestTopics } from './start-coordinator.ts'

function joinBytes(version: number): Buffer {
  const protocols = [{ name: 'range', metadata: Buffer.from('subscription') }]
  const request = { groupId: 'group', sessionTimeoutMs: 10_000, memberId: '', protocolType: 'consumer', protocols }
  return JoinGroup.encodeRequest(request, version)
}

for (const version of [0, 1, 2, 3]) {
  test(`JoinGroup version ${version} admits a client at once, under its client id and a unique part`, async () => {
    const coordinator = new Coordinator()
    const joining = coordinator.join(version, {})
    await coordinator.clock.pass(3000)
    const { memberId, leader, generationId, protocolName } = await joining
    assert.deepEqual(
      { memberId, leader, generationId, protocolName },
      {
        memberId: 'client-id1',
        leader: 'client-id1',
        generationId: 1,
        protocolName: 'range',
      },
    )
  })
}

for (const version of [4, 5, 6, 7, 8, 9]) {
  test(`JoinGroup version ${version} gives an id first (79) and then admits under it`, async () => {
    const coordinator = new Coordinator()
    const asked = await coordinator.join(version, {})
    assert.equal(asked.errorCode, 79)
    assert.equal(asked.generationId, -1)
    const joining = coordinator.join(version, { memberId: asked.memberId })
    await coordinator.clock.pass(3000)
    const joined = await joining
    assert.equal(joined.memberId, asked.memberId)
    assert.equal(joined.protocolType, version >= 7 ? 'consumer' : null)
  })
}

test('version 0 has one timeout for both', async () => {
  const coordinator = new Coordinator()
  const memberId = await coordinator.stableMember({ groupId: 'group', sessionTimeoutMs: 6000, rebalanceTimeoutMs: -1 })
  const newcomer = coordinator.join(0, { sessionTimeoutMs: 6000, rebalanceTimeoutMs: -1 })
  await coordinator.clock.pass(5000)
  assert.equal((await coordinator.heartbeat(0, { memberId })).errorCode, 27)
  await coordinator.clock.pass(1000)
  assert.equal((await newcomer).generationId, 2)
  assert.equal((await coordinator.heartbeat(0, { memberId })).errorCode, 25)
})

test('an id is made of the instance id where there is one, and of no more than people can recognise', async () => {
  const coordinator = new Coordinator()
  const named = coordinator.join(5, { groupInstanceId: 'worker-7' })
  const long = coordinator.join(4, {}, { clientId: '\u{1f600}'.repeat(8000) })
  await coordinator.clock.pass(3000)
  assert.equal((await named).memberId, 'worker-7-id1')
  assert.ok(Buffer.byteLength((await long).memberId) < 1100)
})

test('requests about a group that does not exist get 25', async () => {
  const coordinator = new Coordinator()
  const member = { groupId: 'nowhere', memberId: 'ghost' }
  assert.equal((await coordinator.join(5, member)).errorCode, 25)
  assert.equal((await coordinator.sync(3, member)).errorCode, 25)
  assert.equal((await coordinator.heartbeat(3, member)).errorCode, 25)
  assert.equal((await coordinator.leave(2, member)).errorCode, 25)
  const left = await coordinator.leave(3, { groupId: 'nowhere', members: [{ memberId: 'ghost' }] })
  assert.deepEqual([left.errorCode, left.members[0]?.errorCode], [0, 25])
})

test('an empty group id is refused (24) wherever it would need members', async () => {
  const coordinator = new Coordinator()
  const nameless = { groupId: '' }
  assert.equal((await coordinator.join(9, nameless)).errorCode, 24)
  assert.equal((await coordinator.sync(5, nameless)).errorCode, 24)
  assert.equal((await coordinator.heartbeat(4, nameless)).errorCode, 24)
  assert.equal((await coordinator.leave(5, nameless)).errorCode, 24)
})

test('names longer than older versions can carry are refused', async () => {
  const coordinator = new Coordinator()
  const long = 'ü'.repeat(16_384)
  const { signal } = new AbortController()
  const codeOf = async (changes: Partial<RequestOf<typeof JoinGroup>>) => {
    const call = { apiVersion: 9, clientId: 'client', clientHost: '127.0.0.1', signal }
    return (await coordinator.inner.join({ ...JoinGroup.decodeRequest(joinBytes(9), 9), ...changes }, call)).errorCode
  }
  assert.equal(await codeOf({ groupId: long }), 24)
  assert.equal(await codeOf({ groupInstanceId: long }), 42)
  assert.equal(await codeOf({ protocolType: long }), 42)
  assert.equal(await codeOf({ protocols: [{ name: long, metadata: Buffer.alloc(0) }] }), 42)
  assert.deepEqual(coordinator.inner.list({ states: [], types: [] }), [])
})

test('up to version 2 a member leaves alone and its error is that of the answer', async () => {
  const coordinator = new Coordinator()
  const memberId = await coordinator.stableMember()
  assert.equal((await coordinator.leave(0, { memberId: 'ghost' })).errorCode, 25)
  assert.equal((await coordinator.leave(2, { memberId })).errorCode, 0)
  assert.equal((await coordinator.heartbeat(0, { memberId })).errorCode, 25)
})

test('what a group keeps of a request does not hold on to the frame that it came in', async () => {
  const coordinator = new Coordinator()
  const request = joinBytes(3)
  const signal = new AbortController().signal
  const call = { apiVersion: 3, clientId: 'client', clientHost: '127.0.0.1', signal }
  const joining = coordinator.inner.join(JoinGroup.decodeRequest(request, 3), call)
  request.fill(0)
  await coordinator.clock.pass(3000)
  assert.equal(Buffer.from((await joining).members[0]?.metadata ?? []).toString(), 'subscription')
})

test('a parked request ends with its connection, and its member with it where it cannot come back', async () => {
  const coordinator = new Coordinator()
  const connection = new AbortController()
  const joining = coordinator.join(3, {}, { signal: connection.signal })
  await settle()
  connection.abort()
  assert.equal((await joining).errorCode, 15)
  assert.equal(coordinator.inner.describe('group', { apiVersion: 5 }).members.length, 0)
})

test('a connection that was closed before its join was read leaves no member behind', async () => {
  const coordinator = new Coordinator()
  coordinator.join(3, {}, { signal: AbortSignal.abort() })
  await settle()
  assert.equal(coordinator.inner.describe('group', { apiVersion: 5 }).members.length, 0)
})

test('stopping answers parked requests with 15, as all that come later, and leaves no timer', async () => {
  const coordinator = new Coordinator()
  const parked = coordinator.join(3, {})
  await settle()
  coordinator.inner.close()
  assert.equal((await parked).errorCode, 15)
  assert.equal((await coordinator.join(3, {})).errorCode, 15)
  assert.equal((await coordinator.sync(3, {})).errorCode, 15)
  assert.equal((await coordinator.heartbeat(3, {})).errorCode, 15)
  assert.equal((await coordinator.leave(1, {})).errorCode, 15)
  assert.deepEqual(await coordinator.commitAlone({}), [])
  assert.equal(coordinator.clock.ticks, false)
})

test('a restart keeps generation, members and their work, and gives everybody a whole session to come back', async () => {
  const before = new Coordinator()
  const memberId = await before.stableMember({ groupInstanceId: 'one' })
  await before.clock.pass(9000)
  const after = before.restarted()
  await after.clock.pass(9000)
  assert.equal((await after.heartbeat(3, { memberId, groupInstanceId: 'one' })).errorCode, 0)
  assert.equal((await after.sync(3, { memberId })).assignment.toString(), 'all of it')
  const described = after.inner.describe('group', { apiVersion: 5 })
  assert.equal(described.groupState, 'Stable')
  assert.deepEqual(described.members[0], {
    memberId,
    groupInstanceId: 'one',
    clientId: 'client',
    clientHost: '/127.0.0.1',
    memberMetadata: Buffer.from('subscription'),
    memberAssignment: Buffer.from('all of it'),
  })
  await after.clock.pass(10_020)
  assert.equal((await after.heartbeat(3, { memberId })).errorCode, 25)
  assert.equal(after.inner.describe('group', { apiVersion: 5 }).groupState, 'Empty')
})

test('however long the log takes to be read, sessions begin when it has been', async () => {
  const before = new Coordinator()
  const memberId = await before.stableMember()
  const after = before.restarted()
  await after.clock.pass(60_000)
  assert.equal((await after.heartbeat(3, { memberId })).errorCode, 0)
  await after.clock.pass(10_020)
  assert.equal((await after.heartbeat(3, { memberId })).errorCode, 25)
})

test('a group that became empty is empty after a restart, and its generations go on from there', async () => {
  const before = new Coordinator()
  const memberId = await before.stableMember()
  await before.leave(1, { memberId })
  await settle()
  const after = before.restarted()
  assert.equal(after.inner.describe('group', { apiVersion: 5 }).groupState, 'Empty')
  const joining = after.join(3, {})
  await after.clock.pass(3000)
  assert.equal((await joining).generationId, 3)
})

test('a static member that restarts with the broker still fences its former self after the next restart', async () => {
  const first = new Coordinator()
  const memberId = await first.stableMember({ groupInstanceId: 'one', protocolType: 'consumer' })
  const rejoined = await first.join(5, { groupInstanceId: 'one' })
  assert.equal(rejoined.errorCode, 0)
  const second = first.restarted()
  assert.equal((await second.heartbeat(3, { memberId, groupInstanceId: 'one' })).errorCode, 82)
  assert.equal((await second.heartbeat(3, { memberId: rejoined.memberId, groupInstanceId: 'one' })).errorCode, 0)
})

test('an empty group without offsets is forgotten after ten minutes, and removed from the log', async () => {
  const coordinator = new Coordinator()
  const memberId = await coordinator.stableMember()
  await coordinator.leave(1, { memberId })
  await coordinator.clock.pass(599_000)
  assert.equal(coordinator.inner.list({ states: ['empty'], types: [] }).length, 1)
  await coordinator.clock.pass(2000)
  assert.equal(coordinator.inner.list({ states: [], types: [] }).length, 0)
  assert.deepEqual(coordinator.store.live, [])
})

test('a group that nobody ever joined leaves nothing behind', async () => {
  const coordinator = new Coordinator()
  assert.equal((await coordinator.join(9, { sessionTimeoutMs: 1 })).errorCode, 26)
  assert.equal((await coordinator.join(9, {})).errorCode, 79)
  assert.equal(coordinator.inner.list({ states: [], types: [] }).length, 1)
  await coordinator.clock.pass(11_000)
  assert.equal(coordinator.inner.list({ states: [], types: [] }).length, 0)
  assert.equal(coordinator.clock.ticks, false)
})

test('groups are bounded: one too many is told to try again (15), and there is room when one goes', async () => {
  const coordinator = new Coordinator({ settings: { groupCount: 1 } })
  const memberId = await coordinator.stableMember()
  assert.equal((await coordinator.join(3, { groupId: 'other' })).errorCode, 15)
  await coordinator.leave(1, { memberId })
  await coordinator.clock.pass(601_000)
  assert.equal((await coordinator.join(4, { groupId: 'other' })).errorCode, 79)
})

test('the metadata of all groups together is bounded (81)', async () => {
  const coordinator = new Coordinator({ settings: { totalBytes: 1000 } })
  const protocols = [{ name: 'range', metadata: Buffer.alloc(600) }]
  const first = coordinator.join(3, { groupId: 'one', protocols })
  await settle()
  assert.equal((await coordinator.join(3, { groupId: 'two', protocols })).errorCode, 81)
  assert.equal((await coordinator.join(4, { groupId: 'two' })).errorCode, 79, 'small ones have room')
  await coordinator.clock.pass(3000)
  const { memberId } = await first
  const assignments = [{ memberId, assignment: Buffer.alloc(600) }]
  assert.equal((await coordinator.sync(3, { groupId: 'one', memberId, assignments })).errorCode, 81)
  const again = await coordinator.join(3, { groupId: 'one', memberId, protocols })
  assert.equal(again.generationId, 2, 'whoever is in and does not grow stays')
  await coordinator.leave(1, { groupId: 'one', memberId })
  assert.equal((await coordinator.join(4, { groupId: 'two', protocols })).errorCode, 79)
})

test('a group that cannot be written answers its syncs with 15, and goes on when the disk does', async () => {
  const coordinator = new Coordinator()
  const joining = coordinator.join(3, {})
  await coordinator.clock.pass(3000)
  const { memberId } = await joining
  coordinator.store.broken = true
  assert.equal((await coordinator.sync(3, { memberId })).errorCode, 15)
  coordinator.store.broken = false
  const again = await coordinator.join(3, { memberId })
  assert.equal(again.generationId, 2)
  assert.equal((await coordinator.sync(3, { memberId, generationId: 2 })).errorCode, 0)
})

test('groups are listed by state and type, compared without case', async () => {
  const coordinator = new Coordinator()
  coordinator.topics.create('orders')
  await coordinator.stableMember({ groupId: 'busy' })
  await coordinator.commitAlone({ orders: { 0: 1 } }, 'simple')
  const ids = (states: string[], types: string[]) =>
    coordinator.inner.list({ states, types }).map(({ groupId }) => groupId)
  assert.deepEqual(ids([], []), ['busy', 'simple'])
  assert.deepEqual(ids(['stable'], []), ['busy'])
  assert.deepEqual(ids(['EMPTY', 'Dead'], ['Classic']), ['simple'])
  assert.deepEqual(ids([], ['consumer']), [])
  assert.deepEqual(coordinator.inner.list({ states: ['Empty'], types: [] }), [
    { groupId: 'simple', protocolType: '', groupState: 'Empty', groupType: 'classic' },
  ])
})

test('a group that does not exist is described as dead, and from version 6 as an error (69)', () => {
  const { inner } = new Coordinator()
  assert.equal(inner.describe('nowhere', { apiVersion: 5 }).errorCode, 0)
  const described = inner.describe('nowhere', { apiVersion: 6 })
  assert.equal(described.errorCode, errorCodes.GROUP_ID_NOT_FOUND)
  assert.equal(described.groupState, 'Dead')
  assert.equal(described.errorMessage, 'Group nowhere not found.')
})

test('what members hold is told of stable groups only', async () => {
  const coordinator = new Coordinator()
  await coordinator.stableMember()
  coordinator.join(3, {})
  await settle()
  const described = coordinator.inner.describe('group', { apiVersion: 5 })
  assert.equal(described.groupState, 'PreparingRebalance')
  assert.equal(described.protocolData, '')
  assert.equal(described.members[0]?.memberAssignment.length, 0)
})

test('groups are counted by state, and so are generations and committed offsets', async () => {
  const metrics = createMetrics()
  const coordinator = new Coordinator({ metrics })
  coordinator.topics.create('orders')
  await coordinator.stableMember()
  await coordinator.commitAlone({ orders: { 0: 1, 1: 1 } }, 'simple')
  const { text } = await metrics.print()
  assert.match(text, /^schemalog_groups{state="Stable"} 1$/m)
  assert.match(text, /^schemalog_groups{state="Empty"} 1$/m)
  assert.match(text, /^schemalog_groups{state="Dead"} 0$/m)
  assert.match(text, /^schemalog_group_generations_total 1$/m)
  assert.match(text, /^schemalog_group_offset_commits_total 2$/m)
})

test('on the clock of the process a group goes through its first generation by itself', async () => {
  const coordinator = new GroupCoordinator({
    store: new MemoryStore(),
    topics: new TestTopics(),
    now: Date.now,
    newId: () => 'id',
    logger: silentLogger,
    metrics: createMetrics(),
    settings: { initialDelayMs: 20 },
    // The coordinator's own timer would not keep this process alive; the sockets of its clients do that.
    schedule(callback, delayMs) {
      const timer = setTimeout(callback, delayMs)
      return () => clearTimeout(timer)
    },
  })
  const request = JoinGroup.decodeRequest(joinBytes(3), 3)
  const signal = new AbortController().signal
  const joined = await coordinator.join(request, { apiVersion: 3, clientId: 'c', clientHost: '::1', signal })
  assert.equal(joined.generationId, 1)
  coordinator.close()
})
