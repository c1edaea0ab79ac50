import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, rebalanceTimeoutMs, Scene, sessionTimeoutMs } from './scene.ts'

/** A stable group of static members, named as their instances; the first is the leader. */
function stableInstances(scene: Scene, names: readonly string[]): Client[] {
  const clients = names.map((name) => scene.client(name, { instanceId: name }))
  for (const client of clients) client.join()
  scene.pass(6000)
  for (const client of clients) assert.equal(client.sync().outcome, 'NONE')
  return clients
}

function pair(scene = new Scene()): { scene: Scene; leader: Client; follower: Client } {
  const [leader, follower] = stableInstances(scene, ['leader', 'follower'])
  assert.ok(leader && follower)
  return { scene, leader, follower }
}

test('a static member is admitted at once, without the round for an id', () => {
  const scene = new Scene()
  assert.equal(scene.client('a', { instanceId: 'a', idFirst: true }).join().outcome, 'parked')
})

test('a static follower that restarts goes on with its work under a new id, and nobody rebalances', () => {
  const { scene, leader, follower } = pair()
  const again = follower.restarted()
  const joined = again.join()
  assert.equal(joined.answer?.generationId, 1)
  assert.equal(joined.answer?.skipAssignment, false)
  assert.deepEqual(joined.answer?.members, [])
  assert.notEqual(again.memberId, follower.memberId)
  assert.equal(again.sync().answer?.assignment.toString(), `work of ${follower.memberId}`)
  assert.equal(leader.heartbeat().outcome, 'NONE')
  assert.equal(scene.state, 'Stable')
})

test('a static leader that restarts is told to leave the assignment as it is, and who is in the group (version 9)', () => {
  const { leader, follower } = pair()
  const again = leader.restarted()
  const joined = again.join()
  assert.equal(joined.answer?.skipAssignment, true)
  assert.equal(joined.answer?.leader, again.memberId)
  assert.deepEqual(
    joined.answer?.members.map(({ memberId, groupInstanceId }) => [memberId, groupInstanceId]),
    [
      [follower.memberId, 'follower'],
      [again.memberId, 'leader'],
    ],
  )
})

test('below version 9 a static leader that restarts is told that its old id leads, so that it does not assign', () => {
  const { leader } = pair()
  const joined = leader.restarted({ canSkipAssignment: false }).join()
  assert.equal(joined.answer?.leader, leader.memberId)
  assert.deepEqual(joined.answer?.members, [])
  assert.equal(joined.answer?.skipAssignment, false)
})

test('whoever still speaks under the old id of a static member is fenced (82), whatever it asks', () => {
  const { follower } = pair()
  follower.restarted().join()
  for (const request of [follower.heartbeat(), follower.sync(), follower.commit(), follower.join()]) {
    assert.equal(request.outcome, 'FENCED_INSTANCE_ID')
  }
})

test('a restart that begins while the old process waits in a join fences that join', () => {
  const { scene, leader, follower } = pair()
  const parked = follower.join({ protocols: [['range', 'changed']] })
  const again = follower.restarted()
  const joined = again.join()
  assert.equal(parked.outcome, 'FENCED_INSTANCE_ID')
  assert.equal(joined.outcome, 'parked')
  leader.join()
  assert.equal(joined.answer?.generationId, 2)
  assert.equal(scene.group.members.size, 2)
})

test('a restart while the assignment is being made rebalances, for the leader assigns to the old id', () => {
  const scene = new Scene()
  const clients = ['leader', 'follower'].map((name) => scene.client(name, { instanceId: name }))
  const [leader, follower] = clients
  assert.ok(leader && follower)
  for (const client of clients) client.join()
  scene.pass(6000)
  const waiting = follower.sync()
  const joined = follower.restarted().join()
  assert.deepEqual([waiting.outcome, joined.outcome], ['FENCED_INSTANCE_ID', 'parked'])
  assert.equal(leader.sync().outcome, 'REBALANCE_IN_PROGRESS')
})

test('a restart with other protocols rebalances where that changes the choice', () => {
  const scene = new Scene()
  const [only] = stableInstances(scene, ['only'])
  assert.ok(only)
  const joined = only.restarted({ protocols: [['sticky', '']] }).join()
  assert.equal(joined.answer?.protocolName, 'sticky')
  assert.equal(joined.answer?.generationId, 2)
})

test('a restart is answered when the new id is durable, and refused (15) where it cannot be written', () => {
  const scene = new Scene({ holdSaves: true })
  const member = scene.client('a', { instanceId: 'a' })
  member.join()
  scene.pass(6000)
  member.sync()
  scene.endSave()
  const next = member.restarted()
  const [first, second] = [next.join(), next.restarted().join()]
  assert.deepEqual([first.outcome, second.outcome], ['parked', 'parked'])
  scene.endSave(false)
  assert.equal(first.outcome, 'COORDINATOR_NOT_AVAILABLE')
  scene.endSave()
  assert.equal(second.outcome, 'NONE')
})

test('a restart that is durable when the group has moved on is told where the group stands by then', () => {
  const scene = new Scene({ holdSaves: true })
  const clients = ['leader', 'follower'].map((name) => scene.client(name, { instanceId: name }))
  const [leader, follower] = clients
  assert.ok(leader && follower)
  for (const client of clients) client.join()
  scene.pass(6000)
  for (const client of clients) client.sync()
  scene.endSave()
  const again = follower.restarted({ sessionTimeoutMs: 300_000 })
  const resumed = again.join()
  scene.client('newcomer').join()
  leader.join()
  scene.pass(rebalanceTimeoutMs)
  assert.equal(scene.group.generationId, 2)
  scene.endSave()
  assert.equal(resumed.answer?.generationId, 2)
  assert.deepEqual([resumed.answer?.leader, resumed.answer?.members], [leader.memberId, []])
})

test('a restart that is durable while a generation is being prepared takes part in that', () => {
  const scene = new Scene({ holdSaves: true })
  const clients = ['leader', 'follower'].map((name) => scene.client(name, { instanceId: name }))
  const [leader, follower] = clients
  assert.ok(leader && follower)
  for (const client of clients) client.join()
  scene.pass(6000)
  for (const client of clients) client.sync()
  scene.endSave()
  const resumed = follower.restarted().join()
  const joined = leader.join()
  assert.deepEqual([resumed.outcome, joined.outcome], ['parked', 'parked'])
  scene.endSave()
  assert.deepEqual([resumed.answer?.generationId, joined.answer?.generationId], [2, 2])
})

test('a restart that is durable when the next restart has taken its place is fenced', () => {
  const scene = new Scene({ holdSaves: true })
  const member = scene.client('a', { instanceId: 'a' })
  member.join()
  scene.pass(6000)
  member.sync()
  scene.endSave()
  const next = member.restarted()
  const [first, second] = [next.join(), next.restarted().join()]
  scene.endSave()
  scene.endSave()
  assert.deepEqual([first.outcome, second.outcome], ['FENCED_INSTANCE_ID', 'NONE'])
})

test('a static member that is away keeps its work through a rebalance of the others, until its session ends', () => {
  const scene = new Scene()
  const clients = ['here', 'away'].map((name) =>
    scene.client(name, { instanceId: name, sessionTimeoutMs: 200_000, rebalanceTimeoutMs }),
  )
  const [here, away] = clients
  assert.ok(here && away)
  for (const client of clients) client.join()
  scene.pass(6000)
  for (const client of clients) client.sync()
  const joined = here.join()
  scene.pass(rebalanceTimeoutMs)
  assert.equal(joined.answer?.members.length, 2)
  assert.equal(here.sync().outcome, 'NONE')
  scene.pass(rebalanceTimeoutMs)
  assert.equal(scene.group.members.size, 2, 'nobody waits for its sync')
  here.heartbeat()
  scene.pass(200_000 - 2 * rebalanceTimeoutMs)
  assert.equal(here.heartbeat().outcome, 'REBALANCE_IN_PROGRESS')
  assert.equal(here.join().answer?.members.length, 1)
})

test('where only absent static members are left, the join phase goes on until one comes', () => {
  const scene = new Scene()
  const [a, b] = stableInstances(scene, ['a', 'b'])
  assert.ok(a && b)
  for (const client of [a, b]) client.terms.sessionTimeoutMs = 1_000_000
  const joins = [a.join({ protocols: [['range', 'x']] }), b.join()]
  for (const { outcome } of joins) assert.equal(outcome, 'NONE')
  for (const client of [a, b]) client.sync()
  scene.disconnect(scene.client('dynamic').join())
  scene.pass(3 * rebalanceTimeoutMs)
  assert.equal(scene.state, 'PreparingRebalance')
  const returned = b.restarted().join()
  scene.pass(rebalanceTimeoutMs)
  assert.equal(returned.outcome, 'NONE')
  assert.equal(returned.answer?.leader, returned.answer?.memberId)
})

test('an administrator removes a static member by its instance id alone', () => {
  const { scene, follower } = pair()
  const admin = scene.client('admin', { instanceId: 'follower' })
  assert.deepEqual(admin.leave().answer?.members, [
    { memberId: '', instanceId: 'follower', generationId: -1, errorCode: 0 },
  ])
  assert.equal(follower.heartbeat().outcome, 'UNKNOWN_MEMBER_ID')
  assert.equal(scene.state, 'PreparingRebalance')
})

test('a static member that leaves names itself rightly or stays', () => {
  const { scene, follower } = pair()
  const codes = ['other', 'leader'].map((instanceId) => {
    const liar = scene.client('liar', { instanceId })
    liar.memberId = follower.memberId
    return liar.leave().answer?.members[0]?.errorCode
  })
  assert.deepEqual(codes, [25, 82])
  assert.equal(scene.state, 'Stable')
})

test('a static id that nobody holds is unknown (25)', () => {
  const { scene } = pair()
  const stranger = scene.client('stranger', { instanceId: 'nobody' })
  stranger.memberId = 'nobody-1'
  for (const request of [stranger.join(), stranger.heartbeat()]) assert.equal(request.outcome, 'UNKNOWN_MEMBER_ID')
})

test('an id that was given to a dynamic client cannot take over a static member', () => {
  const { scene, follower } = pair()
  const client = scene.client('thief', { idFirst: true })
  client.join()
  assert.equal(client.join({ instanceId: 'follower' }).outcome, 'FENCED_INSTANCE_ID')
  assert.equal(follower.heartbeat().outcome, 'NONE')
})

test('a static member that is silent is given up with its session', () => {
  const { scene, leader } = pair()
  for (let passed = 0; passed < sessionTimeoutMs; passed += 2000) {
    leader.heartbeat()
    scene.pass(2000)
  }
  assert.equal(leader.join().answer?.members.length, 1)
})
