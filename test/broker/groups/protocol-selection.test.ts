import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Scene } from './scene.ts'

const cases: { members: string[][]; chosen: string; why: string }[] = [
  { members: [['range']], chosen: 'range', why: 'it is the only one' },
  { members: [['sticky', 'range'], ['range']], chosen: 'range', why: 'not all know sticky' },
  {
    members: [
      ['sticky', 'range'],
      ['range', 'sticky'],
      ['range', 'sticky'],
    ],
    chosen: 'range',
    why: 'two prefer it',
  },
  {
    members: [
      ['sticky', 'range'],
      ['range', 'sticky'],
    ],
    chosen: 'sticky',
    why: 'of a tie the first vote counts',
  },
  {
    members: [
      ['own', 'sticky', 'range'],
      ['sticky', 'range'],
    ],
    chosen: 'sticky',
    why: 'a vote skips what others lack',
  },
]

for (const { members, chosen, why } of cases) {
  test(`of ${members.map((names) => names.join(' > ')).join(', ')} the group takes ${chosen}: ${why}`, () => {
    const scene = new Scene()
    const joins = members.map((names, index) => {
      const protocols = names.map((name) => [name, `metadata of ${index} for ${name}`] as const)
      return scene.client(`m${index}`, { protocols }).join()
    })
    scene.pass(6000)
    for (const { answer } of joins) assert.equal(answer?.protocolName, chosen)
    assert.deepEqual(
      joins[0]?.answer?.members.map(({ metadata }) => metadata.toString()),
      members.map((_, index) => `metadata of ${index} for ${chosen}`),
    )
  })
}

const refused: { what: string; terms: { protocolType?: string; protocols?: [string, string][] } }[] = [
  { what: 'no protocol in common', terms: { protocols: [['sticky', '']] } },
  { what: 'another protocol type', terms: { protocolType: 'connect' } },
  { what: 'no protocol type', terms: { protocolType: '' } },
  { what: 'no protocols', terms: { protocols: [] } },
]

for (const { what, terms } of refused) {
  test(`a client with ${what} is refused with 23`, () => {
    const scene = new Scene()
    scene.stable(['a', 'b'])
    assert.equal(scene.client('c', terms).join().outcome, 'INCONSISTENT_GROUP_PROTOCOL')
    assert.equal(scene.state, 'Stable')
  })
}

test('a client without protocols is refused by an empty group too', () => {
  assert.equal(new Scene().client('a', { protocols: [] }).join().outcome, 'INCONSISTENT_GROUP_PROTOCOL')
})

test('an empty group forgets what its members once were', () => {
  const scene = new Scene()
  for (const member of scene.stable(['a', 'b'])) member.leave()
  const connect = scene.client('worker', { protocolType: 'connect', protocols: [['sessioned', '']] }).join()
  scene.pass(3000)
  assert.equal(connect.answer?.protocolType, 'connect')
})

test('members move from one protocol to another in two rolls, as cooperative-sticky asks for', () => {
  const scene = new Scene()
  const [a, b] = scene.stable(['a', 'b'])
  assert.ok(a && b)
  const both: [string, string][] = [
    ['cooperative-sticky', ''],
    ['range', ''],
  ]
  const first = [a.join({ protocols: both }), b.join()]
  assert.deepEqual(
    first.map(({ answer }) => answer?.protocolName),
    ['range', 'range'],
  )
  const second = [b.join({ protocols: both }), a.join()]
  assert.deepEqual(
    second.map(({ answer }) => answer?.protocolName),
    ['cooperative-sticky', 'cooperative-sticky'],
  )
})

test('a list of protocols that never ends is refused with 42', () => {
  const scene = new Scene({ rules: { protocolCount: 3 } })
  const protocols = ['a', 'b', 'c', 'd'].map((name) => [name, ''] as const)
  assert.equal(scene.client('a', { protocols }).join().outcome, 'INVALID_REQUEST')
})
