import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LeaveAnswer } from '../../../src/broker/groups/event.ts'
import { type Client, initialDelayMs, type Made, rebalanceTimeoutMs, Scene, sessionTimeoutMs } from './scene.ts'

function outcomes(requests: readonly Made<unknown>[]): string[] {
  return requests.map(({ outcome }) => outcome)
}

/** Names instead of positions: `const { a, b } = named(scene.stable(['a', 'b']))`. */
function named(clients: readonly Client[]): { a: Client; b: Client; c: Client } {
  const [a, b = a, c = b] = clients
  assert.ok(a && b && c)
  return { a, b, c }
}

function assignment(request: Made<{ assignment: Buffer }>): string {
  return request.answer?.assignment.toString() ?? ''
}

test('two clients that join at once share the first generation, and only the leader learns who is in it', () => {
  const scene = new Scene()
  const [a, b] = [scene.client('a').join(), scene.client('b').join()]
  assert.deepEqual(outcomes([a, b]), ['parked', 'parked'])
  scene.pass(2 * initialDelayMs)
  assert.equal(a.answer?.generationId, 1)
  assert.equal(b.answer?.generationId, 1)
  assert.equal(b.answer?.leader, a.answer?.memberId)
  assert.deepEqual(
    a.answer?.members.map(({ memberId, metadata }) => [memberId, metadata.toString()]),
    [
      ['a-1', 'a wants topics'],
      ['b-1', 'b wants topics'],
    ],
  )
  assert.deepEqual(b.answer?.members, [])
})

test('an empty group waits for newcomers as long as they come, but no longer than the rebalance timeout', () => {
  const scene = new Scene()
  const first = scene.client('a').join()
  const newcomers = []
  for (let waited = 0; waited + initialDelayMs <= rebalanceTimeoutMs; waited += initialDelayMs) {
    assert.equal(first.outcome, 'parked', `after ${waited} ms`)
    newcomers.push(scene.client(`b${waited}`).join())
    scene.pass(initialDelayMs)
  }
  assert.equal(first.answer?.members.length, newcomers.length + 1)
})

test('without an initial delay the first client starts at once', () => {
  const scene = new Scene({ rules: { initialDelayMs: 0 } })
  assert.equal(scene.client('a').join().answer?.generationId, 1)
})

test('from version 4 a client is given an id first (79), and the group waits for whoever holds one', () => {
  const scene = new Scene()
  const { a } = named(scene.stable(['a']))
  const b = scene.client('b', { idFirst: true })
  assert.equal(b.join().outcome, 'MEMBER_ID_REQUIRED')
  assert.equal(b.memberId, 'b-1')
  const again = a.join()
  assert.equal(again.outcome, 'parked')
  const joined = b.join()
  assert.deepEqual(outcomes([again, joined]), ['NONE', 'NONE'])
  assert.equal(joined.answer?.memberId, 'b-1')
})

test('an id that is not used lapses after the session timeout, and the group no longer waits for it', () => {
  const scene = new Scene()
  const { a } = named(scene.stable(['a'], { sessionTimeoutMs: 30_000 }))
  const b = scene.client('b', { idFirst: true })
  b.join()
  const again = a.join()
  scene.pass(sessionTimeoutMs - 1)
  assert.equal(again.outcome, 'parked')
  scene.pass(1)
  assert.equal(again.outcome, 'NONE')
  assert.equal(b.join().outcome, 'UNKNOWN_MEMBER_ID')
})

test('whoever holds an id that it has not joined with may leave', () => {
  const scene = new Scene()
  const b = scene.client('b', { idFirst: true })
  b.join()
  assert.deepEqual(
    b.leave().answer?.members.map(({ errorCode }) => errorCode),
    [0],
  )
  assert.equal(b.join().outcome, 'UNKNOWN_MEMBER_ID')
})

test('a client that joins while the assignment is being made begins a new generation, and those who wait get 27', () => {
  const scene = new Scene()
  const { a, b } = named(scene.joined(['a', 'b']))
  const waiting = b.sync()
  const newcomer = scene.client('c').join()
  assert.deepEqual(outcomes([waiting, newcomer]), ['REBALANCE_IN_PROGRESS', 'parked'])
  assert.equal(a.sync().outcome, 'REBALANCE_IN_PROGRESS')
  const joins = [a.join(), b.join()]
  assert.deepEqual(outcomes([newcomer, ...joins]), ['NONE', 'NONE', 'NONE'])
  assert.equal(newcomer.answer?.generationId, 2)
})

test('a leader that dies between join and sync is removed with its session, and those who wait rebalance without it', () => {
  const scene = new Scene()
  const { b } = named(scene.joined(['a', 'b']))
  const waiting = b.sync()
  scene.pass(sessionTimeoutMs - 1)
  assert.equal(waiting.outcome, 'parked')
  scene.pass(1)
  assert.equal(waiting.outcome, 'REBALANCE_IN_PROGRESS')
  const again = b.join()
  assert.equal(again.answer?.leader, b.memberId)
  assert.equal(assignment(b.sync()), `work of ${b.memberId}`)
})

test('a leader that sends heartbeats and never syncs is removed after the rebalance timeout', () => {
  const scene = new Scene()
  const { a, b } = named(scene.joined(['a', 'b']))
  const waiting = b.sync()
  for (let passed = 0; passed < rebalanceTimeoutMs; passed += 5000) {
    assert.equal(a.heartbeat().outcome, 'NONE')
    scene.pass(5000)
  }
  assert.equal(waiting.outcome, 'REBALANCE_IN_PROGRESS')
  assert.equal(a.heartbeat().outcome, 'UNKNOWN_MEMBER_ID')
})

test('a follower that never asks for its assignment is removed after the rebalance timeout, though the group is stable', () => {
  const scene = new Scene()
  const { a, b } = named(scene.joined(['a', 'b']))
  a.sync()
  assert.equal(scene.state, 'Stable')
  for (let passed = 0; passed < rebalanceTimeoutMs; passed += 5000) {
    for (const member of [a, b]) assert.equal(member.heartbeat().outcome, 'NONE')
    scene.pass(5000)
  }
  assert.equal(a.heartbeat().outcome, 'REBALANCE_IN_PROGRESS')
  assert.equal(b.heartbeat().outcome, 'UNKNOWN_MEMBER_ID')
})

test('heartbeats while a generation is prepared answer 27 and keep the member alive until it rejoins', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const newcomer = scene.client('c').join()
  const rejoined = a.join()
  for (let passed = 0; passed < 40_000; passed += 5000) {
    assert.equal(b.heartbeat().outcome, 'REBALANCE_IN_PROGRESS')
    scene.pass(5000)
  }
  assert.deepEqual(outcomes([newcomer, rejoined]), ['parked', 'parked'])
  assert.equal(b.join().answer?.generationId, 2)
})

test('a member that is silent while a generation is prepared is given up with its session', () => {
  const scene = new Scene()
  const { a } = named(scene.stable(['a', 'b']))
  const newcomer = scene.client('c').join()
  const rejoined = a.join()
  scene.pass(sessionTimeoutMs)
  assert.deepEqual(outcomes([newcomer, rejoined]), ['NONE', 'NONE'])
  assert.equal(rejoined.answer?.members.length, 2)
})

test('a member that only sends heartbeats and never rejoins is left behind after the rebalance timeout', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const newcomer = scene.client('c').join()
  const rejoined = a.join()
  for (let passed = 0; passed < rebalanceTimeoutMs; passed += 5000) {
    b.heartbeat()
    scene.pass(5000)
  }
  assert.deepEqual(outcomes([newcomer, rejoined, b.heartbeat()]), ['NONE', 'NONE', 'UNKNOWN_MEMBER_ID'])
})

test('members that wait for the others do not expire, however long it takes', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b'], { rebalanceTimeoutMs: 280_000 }))
  const joins = [a.join(), scene.client('c').join(), scene.client('d').join()]
  for (let passed = 0; passed < 270_000; passed += 5000) {
    b.heartbeat()
    scene.pass(5000)
  }
  assert.deepEqual(outcomes(joins), ['parked', 'parked', 'parked'])
  b.join()
  assert.deepEqual(outcomes(joins), ['NONE', 'NONE', 'NONE'])
})

test('a first join is given up after five minutes, and its client told to start over', () => {
  const scene = new Scene({ rules: { firstJoinTimeoutMs: 300_000 } })
  const { b } = named(scene.stable(['a', 'b'], { rebalanceTimeoutMs: 600_000 }))
  const newcomer = scene.client('c').join()
  for (let passed = 0; passed < 300_000; passed += 5000) {
    assert.equal(newcomer.outcome, 'parked')
    b.heartbeat()
    scene.pass(5000)
  }
  assert.equal(newcomer.outcome, 'UNKNOWN_MEMBER_ID')
  assert.equal(newcomer.answer?.memberId, '')
})

test('the leader stays the leader as long as it rejoins', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const newcomer = scene.client('c').join()
  b.join()
  a.join()
  assert.equal(newcomer.answer?.leader, a.memberId)
})

test('a sync of the old generation gets 22 once the next one has begun', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const old = b.generationId
  scene.client('c').join()
  a.join()
  b.join()
  b.generationId = old
  assert.equal(b.sync().outcome, 'ILLEGAL_GENERATION')
})

test('members that the leader left out get an assignment that a consumer can parse', () => {
  const scene = new Scene()
  const { a, b } = named(scene.joined(['a', 'b']))
  const waiting = b.sync()
  a.sync({ [a.memberId]: 'all of it' })
  assert.equal(waiting.answer?.assignment.toString('hex'), '000000000000ffffffff')
})

test('members of another protocol type that the leader left out get no bytes, whatever that means to them', () => {
  const scene = new Scene()
  const { a, b } = named(scene.joined(['a', 'b'], { protocolType: 'connect' }))
  const waiting = b.sync()
  a.sync({})
  assert.equal(waiting.answer?.assignment.length, 0)
})

test('an assignment for somebody who is no member goes to nobody', () => {
  const scene = new Scene()
  const { a } = named(scene.joined(['a']))
  assert.equal(assignment(a.sync({ [a.memberId]: 'mine', ghost: 'its' })), 'mine')
  assert.deepEqual([...scene.group.members.keys()], [a.memberId])
})

test('a sync that names another protocol or type than the group chose gets 23', () => {
  const scene = new Scene()
  const { a } = named(scene.stable(['a']))
  assert.equal(a.sync({}, { protocolType: 'consumer', protocolName: 'range' }).outcome, 'NONE')
  assert.equal(a.sync({}, { protocolType: 'connect' }).outcome, 'INCONSISTENT_GROUP_PROTOCOL')
  assert.equal(a.sync({}, { protocolName: 'sticky' }).outcome, 'INCONSISTENT_GROUP_PROTOCOL')
})

test('nobody sees an assignment before it is durable', () => {
  const scene = new Scene({ holdSaves: true })
  const { a, b } = named(scene.joined(['a', 'b']))
  const syncs = [b.sync(), a.sync()]
  assert.deepEqual(outcomes(syncs), ['parked', 'parked'])
  assert.equal(b.heartbeat().outcome, 'NONE')
  scene.endSave()
  assert.deepEqual(outcomes(syncs), ['NONE', 'NONE'])
  assert.equal(scene.state, 'Stable')
})

test('an assignment that cannot be written sends everybody back to join (15)', () => {
  const scene = new Scene({ holdSaves: true })
  const { a, b } = named(scene.joined(['a', 'b']))
  const syncs = [b.sync(), a.sync()]
  scene.endSave(false)
  assert.deepEqual(outcomes(syncs), ['COORDINATOR_NOT_AVAILABLE', 'COORDINATOR_NOT_AVAILABLE'])
  const joins = [a.join(), b.join()]
  assert.deepEqual(
    joins.map(({ answer }) => answer?.generationId),
    [2, 2],
  )
})

test('a client that joins while the assignment is being written makes that write void', () => {
  const scene = new Scene({ holdSaves: true })
  const { a, b } = named(scene.joined(['a', 'b']))
  const syncs = [b.sync(), a.sync()]
  const newcomer = scene.client('c').join()
  assert.deepEqual(outcomes(syncs), ['REBALANCE_IN_PROGRESS', 'REBALANCE_IN_PROGRESS'])
  scene.endSave()
  assert.equal(scene.state, 'PreparingRebalance')
  a.join()
  b.join()
  assert.equal(newcomer.answer?.generationId, 2)
})

test('the write of an assignment that ends in the next generation does not hand out that one', () => {
  const scene = new Scene({ holdSaves: true })
  const { a, b } = named(scene.joined(['a', 'b']))
  a.sync()
  scene.client('c').join()
  a.join()
  b.join()
  const waiting = b.sync()
  scene.endSave()
  assert.deepEqual([scene.state, waiting.outcome], ['CompletingRebalance', 'parked'])
  const leader = a.sync()
  scene.endSave()
  assert.deepEqual(outcomes([waiting, leader]), ['NONE', 'NONE'])
  assert.equal(assignment(waiting), `work of ${b.memberId}`)
})

test('a leader that repeats its sync over a new connection does not assign twice', () => {
  const scene = new Scene({ holdSaves: true })
  const { a } = named(scene.joined(['a']))
  const lost = a.sync({ [a.memberId]: 'first' })
  const repeated = a.sync({ [a.memberId]: 'second' })
  assert.deepEqual(outcomes([lost, repeated]), ['REBALANCE_IN_PROGRESS', 'parked'])
  assert.equal(scene.saves.length, 1)
  scene.endSave()
  assert.equal(assignment(repeated), 'first')
})

test('a member that joins again over a new connection while its sync is parked gets its generation, and the sync 27', () => {
  const scene = new Scene({ holdSaves: true })
  const { a } = named(scene.joined(['a']))
  const lost = a.sync()
  const joined = a.join()
  assert.deepEqual(outcomes([lost, joined]), ['REBALANCE_IN_PROGRESS', 'NONE'])
  assert.equal(joined.answer?.generationId, 1)
  scene.endSave()
  assert.equal(assignment(a.sync()), `work of ${a.memberId}`)
})

test('a member that leaves while its join is parked gets 25, and the others go on without it', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const parked = a.join({ protocols: [['range', 'changed']] })
  assert.equal(parked.outcome, 'parked')
  a.leave()
  assert.equal(parked.outcome, 'UNKNOWN_MEMBER_ID')
  assert.equal(b.join().answer?.leader, b.memberId)
})

test('a member that leaves while its sync is parked gets 25', () => {
  const scene = new Scene()
  const { b } = named(scene.joined(['a', 'b']))
  const parked = b.sync()
  b.leave()
  assert.equal(parked.outcome, 'UNKNOWN_MEMBER_ID')
})

test('when the last member leaves the group is empty and its next generation is higher', () => {
  const scene = new Scene()
  const { a } = named(scene.stable(['a']))
  assert.equal(a.leave().outcome, 'NONE')
  assert.equal(scene.state, 'Empty')
  assert.equal(scene.group.generationId, 2)
  const next = scene.client('b').join()
  scene.pass(initialDelayMs)
  assert.equal(next.answer?.generationId, 3)
})

test('members leave together in one request, each with an answer of its own', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b', 'c']))
  const left = scene.ask<LeaveAnswer>('leave', (token) => ({
    kind: 'leave',
    token,
    members: [
      { memberId: a.memberId, instanceId: null },
      { memberId: 'ghost', instanceId: null },
      { memberId: b.memberId, instanceId: null },
    ],
  }))
  assert.deepEqual(
    left.answer?.members.map(({ errorCode }) => errorCode),
    [0, 25, 0],
  )
  assert.equal(scene.group.members.size, 1)
  assert.equal(scene.state, 'PreparingRebalance')
})

test('a member whose connection closes while it waits keeps its place for one session', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const newcomer = scene.client('c', { idFirst: true })
  newcomer.join()
  const parked = newcomer.join()
  scene.disconnect(parked)
  a.join()
  b.join()
  assert.equal(scene.state, 'CompletingRebalance')
  assert.equal(newcomer.join().answer?.generationId, 2, 'it reconnects and learns what it missed')
})

test('a member whose connection closes while it waits and that does not come back is given up with its session', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const lost = b.join({ protocols: [['range', 'changed']] })
  scene.disconnect(lost)
  for (let passed = 0; passed < sessionTimeoutMs; passed += 2000) {
    a.heartbeat()
    scene.pass(2000)
  }
  assert.equal(a.join().answer?.members.length, 1)
})

test('a client that was never told its id is gone with its connection, for it cannot come back as who it was', () => {
  const scene = new Scene()
  const { a } = named(scene.stable(['a']))
  const lost = scene.client('old').join()
  scene.disconnect(lost)
  assert.equal(scene.group.members.size, 1)
  assert.equal(a.join().answer?.members.length, 1)
})

test('a member that joins again over a new connection takes the place of its own parked join', () => {
  const scene = new Scene()
  const { a, b } = named(scene.stable(['a', 'b']))
  const first = b.join({ protocols: [['range', 'one']] })
  const second = b.join({ protocols: [['range', 'two']] })
  assert.deepEqual(outcomes([first, second]), ['REBALANCE_IN_PROGRESS', 'parked'])
  const leader = a.join()
  assert.deepEqual(
    leader.answer?.members.map(({ metadata }) => metadata.toString()),
    ['a wants topics', 'two'],
  )
  assert.equal(second.outcome, 'NONE')
})

test('when the coordinator stops, whoever waits is told to look for it again (15)', () => {
  const scene = new Scene()
  const parked = scene.client('a').join()
  scene.unload()
  assert.equal(parked.outcome, 'COORDINATOR_NOT_AVAILABLE')
})

for (const { timeoutMs, outcome } of [
  { timeoutMs: 5999, outcome: 'INVALID_SESSION_TIMEOUT' },
  { timeoutMs: 6000, outcome: 'parked' },
  { timeoutMs: 1_800_000, outcome: 'parked' },
  { timeoutMs: 1_800_001, outcome: 'INVALID_SESSION_TIMEOUT' },
]) {
  test(`a session timeout of ${timeoutMs} ms is answered with ${outcome}`, () => {
    assert.equal(new Scene().client('a', { sessionTimeoutMs: timeoutMs }).join().outcome, outcome)
  })
}

test('a full group turns newcomers away (81), those with and those without an id', () => {
  const scene = new Scene({ rules: { memberCount: 2 } })
  const { a } = named(scene.stable(['a', 'b']))
  assert.equal(scene.client('c').join().outcome, 'GROUP_MAX_SIZE_REACHED')
  assert.equal(scene.client('d', { idFirst: true }).join().outcome, 'GROUP_MAX_SIZE_REACHED')
  assert.equal(scene.client('e', { instanceId: 'e' }).join().outcome, 'GROUP_MAX_SIZE_REACHED')
  assert.equal(a.heartbeat().outcome, 'NONE', 'the group is not disturbed')
})

test('ids given out are bounded like members', () => {
  const scene = new Scene({ rules: { memberCount: 2 } })
  const asked = ['a', 'b', 'c'].map((name) => scene.client(name, { idFirst: true }).join())
  assert.deepEqual(outcomes(asked), ['MEMBER_ID_REQUIRED', 'MEMBER_ID_REQUIRED', 'GROUP_MAX_SIZE_REACHED'])
})

test('members whose metadata would outgrow the group are turned away (81)', () => {
  const scene = new Scene({ rules: { groupBytes: 1000 } })
  const large = { protocols: [['range', 'x'.repeat(600)]] as const }
  const { a } = named(scene.stable(['a'], large))
  assert.equal(scene.client('b', large).join().outcome, 'GROUP_MAX_SIZE_REACHED')
  assert.equal(a.join({ protocols: [['range', 'x'.repeat(900)]] }).outcome, 'NONE', 'its old metadata does not count')
})

test('an assignment that would outgrow the group is refused (81), and the generation with it', () => {
  const scene = new Scene({ rules: { groupBytes: 1000 } })
  const { a, b } = named(scene.joined(['a', 'b']))
  const waiting = b.sync()
  const refused = a.sync({ [a.memberId]: 'x'.repeat(2000) })
  assert.deepEqual(outcomes([refused, waiting]), ['GROUP_MAX_SIZE_REACHED', 'REBALANCE_IN_PROGRESS'])
  assert.equal(scene.state, 'PreparingRebalance')
})
