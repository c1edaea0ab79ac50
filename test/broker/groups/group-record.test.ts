import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  decodeGroupRecord,
  encodeGroup,
  encodeOffset,
  groupTombstone,
} from '../../../src/broker/groups/group-record.ts'
import { OffsetCommitValue } from '../../../src/protocol/index.ts'
import { Scene } from './scene.ts'

const key = { groupId: 'g', topic: 'orders', partitionIndex: 3 }
const committed = { offset: 42, leaderEpoch: 7, metadata: 'm', committedAt: 1_700_000_000_000, topicId: undefined }

test('an offset is a key of version 1 and a value as Kafka lays them out', () => {
  const record = encodeOffset({ key, committed })
  assert.equal(record.key.toString('hex'), ['0001', '000167', '00066f7264657273', '00000003'].join(''))
  assert.equal(
    record.value?.toString('hex'),
    ['0004', '000000000000002a', '00000007', '026d', '0000018bcfe56800', '00'].join(''),
  )
})

test('offsets come back from the log, with the id of their topic', () => {
  const change = { key, committed: { ...committed, topicId: '12345678-1234-4234-8234-123456789abc' } }
  const record = encodeOffset(change)
  assert.deepEqual(decodeGroupRecord(record.key, record.value, 0), { kind: 'offset', change })
})

test('an offset without a value is removed', () => {
  const record = encodeOffset({ key, committed: undefined })
  assert.equal(record.value, null)
  assert.deepEqual(decodeGroupRecord(record.key, null, 0), { kind: 'offset', change: { key, committed: undefined } })
})

for (const version of [0, 1, 2, 3]) {
  test(`an offset that an older Kafka wrote in version ${version} is read`, () => {
    const value = OffsetCommitValue.encode(
      { offset: 42, leaderEpoch: 7, metadata: 'm', commitTimestamp: 1_700_000_000_000n },
      version,
    )
    const leaderEpoch = version >= 3 ? 7 : -1
    assert.deepEqual(decodeGroupRecord(encodeOffset({ key, committed }).key, value, 0), {
      kind: 'offset',
      change: { key, committed: { ...committed, leaderEpoch } },
    })
  })
}

test('a group comes back stable, with whole sessions for its members', () => {
  const scene = new Scene()
  scene.stable(['a', 'b'], { instanceId: null })
  const { key: groupKey, value } = encodeGroup(scene.group)
  assert.equal(groupKey.toString('hex'), '0002000567726f7570')
  assert.equal(value?.readInt16BE(0), 3)
  const loaded = decodeGroupRecord(groupKey, value, 5_000_000)
  assert.ok(loaded?.kind === 'group' && loaded.group)
  const { group } = loaded
  assert.deepEqual(
    [group.phase.state, group.generationId, group.leaderId, group.protocolType, group.protocolName],
    ['Stable', 1, 'a-1', 'consumer', 'range'],
  )
  assert.equal(group.sizeInBytes, scene.group.sizeInBytes)
  assert.deepEqual(
    [...group.members.values()].map(({ memberId, assignment, expiresAt }) => [
      memberId,
      assignment.toString(),
      expiresAt,
    ]),
    [
      ['a-1', 'work of a-1', 5_010_000],
      ['b-1', 'work of b-1', 5_010_000],
    ],
  )
})

test('a group without members comes back empty, at its generation', () => {
  const scene = new Scene()
  for (const member of scene.stable(['a'])) member.leave()
  const record = encodeGroup(scene.group)
  const loaded = decodeGroupRecord(record.key, record.value, 0)
  assert.ok(loaded?.kind === 'group' && loaded.group)
  assert.deepEqual([loaded.group.phase.state, loaded.group.generationId], ['Empty', 2])
})

test('a group without a value is removed', () => {
  const { key: groupKey, value } = groupTombstone('gone')
  assert.deepEqual(decodeGroupRecord(groupKey, value, 0), { kind: 'group', groupId: 'gone', group: undefined })
})

test('records of group types that came later are left alone', () => {
  assert.equal(decodeGroupRecord(Buffer.from('0003000167', 'hex'), Buffer.alloc(8), 0), undefined)
})

test('a damaged record is an error that says so', () => {
  const record = encodeOffset({ key, committed })
  assert.throws(() => decodeGroupRecord(record.key.subarray(0, 5), record.value, 0), { name: 'ProtocolError' })
  assert.throws(() => decodeGroupRecord(record.key, Buffer.from('0063', 'hex'), 0), { name: 'ProtocolError' })
})
