import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Client, type Made, Scene } from './scene.ts'

/** Two members, the first of them the leader, in a group that has come to the state. */
interface Pair {
  scene: Scene
  leader: Client
  follower: Client
}

const states: Record<string, () => Pair> = {
  Empty() {
    const pair = stablePair()
    pair.leader.leave()
    pair.follower.leave()
    return pair
  },
  PreparingRebalance() {
    const pair = stablePair()
    pair.scene.client('newcomer').join()
    return pair
  },
  CompletingRebalance() {
    const scene = new Scene()
    return pairOf(scene, scene.joined(['leader', 'follower']))
  },
  Stable: stablePair,
  Dead() {
    const pair = stablePair()
    pair.scene.unload()
    return pair
  },
}

function stablePair(): Pair {
  const scene = new Scene()
  return pairOf(scene, scene.stable(['leader', 'follower']))
}

function pairOf(scene: Scene, [leader, follower]: Client[]): Pair {
  assert.ok(leader && follower)
  return { scene, leader, follower }
}

const events: Record<string, (pair: Pair) => Made<unknown>> = {
  'a new client joins': ({ scene }) => scene.client('stranger').join(),
  'a new client asks for an id': ({ scene }) => scene.client('stranger', { idFirst: true }).join(),
  'an unknown id joins': ({ scene }) => as(scene.client('stranger'), 'nobody').join(),
  'the leader joins again': ({ leader }) => leader.join(),
  'the follower joins again': ({ follower }) => follower.join(),
  'the follower joins with other metadata': ({ follower }) => follower.join({ protocols: [['range', 'other']] }),
  'the leader syncs': ({ leader }) => leader.sync(),
  'the follower syncs': ({ follower }) => follower.sync(),
  'the follower syncs for another generation': ({ follower }) => as(follower, follower.memberId, 0).sync(),
  'an unknown id syncs': ({ scene }) => as(scene.client('stranger'), 'nobody', 1).sync(),
  'the follower sends a heartbeat': ({ follower }) => follower.heartbeat(),
  'the follower sends one of another generation': ({ follower }) => as(follower, follower.memberId, 0).heartbeat(),
  'an unknown id sends a heartbeat': ({ scene }) => as(scene.client('stranger'), 'nobody', 1).heartbeat(),
  'the follower commits': ({ follower }) => follower.commit(),
  'the follower commits for another generation': ({ follower }) => as(follower, follower.memberId, 0).commit(),
  'an unknown id commits': ({ scene }) => as(scene.client('stranger'), 'nobody', 1).commit(),
  'somebody without membership commits': ({ scene }) => scene.client('stranger').commit(),
}

function as(client: Client, memberId: string, generationId = client.generationId): Client {
  client.memberId = memberId
  client.generationId = generationId
  return client
}

/** What each event is answered with in each state, and the state that it leads to where that is another one. */
const table = `
                                             | Empty                        | PreparingRebalance       | CompletingRebalance          | Stable                      | Dead
a new client joins                           | parked -> PreparingRebalance | parked                   | parked -> PreparingRebalance | parked -> PreparingRebalance | COORDINATOR_NOT_AVAILABLE
a new client asks for an id                  | MEMBER_ID_REQUIRED           | MEMBER_ID_REQUIRED       | MEMBER_ID_REQUIRED           | MEMBER_ID_REQUIRED          | COORDINATOR_NOT_AVAILABLE
an unknown id joins                          | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID        | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID           | COORDINATOR_NOT_AVAILABLE
the leader joins again                       | UNKNOWN_MEMBER_ID            | parked                   | NONE                         | parked -> PreparingRebalance | COORDINATOR_NOT_AVAILABLE
the follower joins again                     | UNKNOWN_MEMBER_ID            | parked                   | NONE                         | NONE                        | COORDINATOR_NOT_AVAILABLE
the follower joins with other metadata       | UNKNOWN_MEMBER_ID            | parked                   | parked -> PreparingRebalance | parked -> PreparingRebalance | COORDINATOR_NOT_AVAILABLE
the leader syncs                             | UNKNOWN_MEMBER_ID            | REBALANCE_IN_PROGRESS    | NONE -> Stable               | NONE                        | COORDINATOR_NOT_AVAILABLE
the follower syncs                           | UNKNOWN_MEMBER_ID            | REBALANCE_IN_PROGRESS    | parked                       | NONE                        | COORDINATOR_NOT_AVAILABLE
the follower syncs for another generation    | UNKNOWN_MEMBER_ID            | ILLEGAL_GENERATION       | ILLEGAL_GENERATION           | ILLEGAL_GENERATION          | COORDINATOR_NOT_AVAILABLE
an unknown id syncs                          | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID        | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID           | COORDINATOR_NOT_AVAILABLE
the follower sends a heartbeat               | UNKNOWN_MEMBER_ID            | REBALANCE_IN_PROGRESS    | NONE                         | NONE                        | COORDINATOR_NOT_AVAILABLE
the follower sends one of another generation | UNKNOWN_MEMBER_ID            | ILLEGAL_GENERATION       | ILLEGAL_GENERATION           | ILLEGAL_GENERATION          | COORDINATOR_NOT_AVAILABLE
an unknown id sends a heartbeat              | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID        | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID           | COORDINATOR_NOT_AVAILABLE
the follower commits                         | UNKNOWN_MEMBER_ID            | NONE                     | REBALANCE_IN_PROGRESS        | NONE                        | COORDINATOR_NOT_AVAILABLE
the follower commits for another generation  | UNKNOWN_MEMBER_ID            | ILLEGAL_GENERATION       | ILLEGAL_GENERATION           | ILLEGAL_GENERATION          | COORDINATOR_NOT_AVAILABLE
an unknown id commits                        | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID        | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID           | COORDINATOR_NOT_AVAILABLE
somebody without membership commits          | NONE                         | UNKNOWN_MEMBER_ID        | UNKNOWN_MEMBER_ID            | UNKNOWN_MEMBER_ID           | COORDINATOR_NOT_AVAILABLE
`

const [header = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))

test('every event is in the table, in every state', () => {
  assert.deepEqual(rows.map(([event]) => event).sort(), Object.keys(events).sort())
  assert.deepEqual(header.slice(1), Object.keys(states))
})

for (const [event = '', ...cells] of rows) {
  test(`${event}, in each state`, () => {
    const found = header.slice(1).map((state, column) => {
      const pair = states[state]?.()
      assert.ok(pair)
      assert.equal(pair.scene.state, state)
      const outcome = events[event]?.(pair).outcome
      const cell = pair.scene.state === state ? outcome : `${outcome} -> ${pair.scene.state}`
      return [header[column + 1], cell]
    })
    assert.deepEqual(
      found,
      header.slice(1).map((state, column) => [state, cells[column]]),
    )
  })
}
