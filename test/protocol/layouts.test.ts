/** Records of `__consumer_offsets` and what consumers tell each other, in Kafka's bytes. */

import assert from 'node:assert/strict'
import test from 'node:test'
import {
  ConsumerProtocolAssignment,
  ConsumerProtocolSubscription,
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
  ProtocolError,
  zeroUuid,
} from '../../src/protocol/index.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('a committed offset as Kafka keeps it', () => {
  const key = { group: 'g', topic: 't', partition: 3 }
  assert.deepEqual(OffsetCommitKey.encode(key, 1), hex('0001 0001 67 0001 74 00000003'))
  assert.deepEqual(OffsetCommitKey.decode(hex('0001 0001 67 0001 74 00000003')), key)
  const value = { offset: 5, leaderEpoch: 2, metadata: 'm', commitTimestamp: 1000n }
  assert.deepEqual(OffsetCommitValue.encode(value, 3), hex('0003 0000000000000005 00000002 0001 6d 00000000000003e8'))
  assert.deepEqual(
    OffsetCommitValue.encode(value, 1),
    hex('0001 0000000000000005 0001 6d 00000000000003e8 ffffffffffffffff'),
  )
  const withId = { ...value, topicId: '00112233-4455-6677-8899-aabbccddeeff' }
  const bytes = hex('0004 0000000000000005 00000002 02 6d 00000000000003e8 01 00 10 00112233445566778899aabbccddeeff')
  assert.deepEqual(OffsetCommitValue.encode(withId, 4), bytes)
  assert.deepEqual(OffsetCommitValue.decode(bytes), { ...withId, expireTimestamp: -1n })
  assert.deepEqual(OffsetCommitValue.decode(OffsetCommitValue.encode(value, 0)), {
    ...value,
    leaderEpoch: -1,
    expireTimestamp: -1n,
    topicId: zeroUuid,
  })
})

test('a classic group as Kafka keeps it', () => {
  assert.deepEqual(GroupMetadataKey.encode({ group: 'g' }, 2), hex('0002 0001 67'))
  const member = {
    memberId: 'm',
    groupInstanceId: null,
    clientId: 'c',
    clientHost: '/h',
    rebalanceTimeout: 2,
    sessionTimeout: 1,
    subscription: Buffer.from([9]),
    assignment: Buffer.alloc(0),
  }
  const group = {
    protocolType: 'consumer',
    generation: 4,
    protocol: 'range',
    leader: 'm',
    currentStateTimestamp: 6n,
    members: [member],
  }
  const front = '0008 636f6e73756d6572 00000004 0005 72616e6765 0001 6d'
  assert.deepEqual(
    GroupMetadataValue.encode(group, 3),
    hex(
      `0003 ${front} 0000000000000006 00000001 0001 6d ffff 0001 63 0002 2f68 00000002 00000001 00000001 09 00000000`,
    ),
  )
  assert.deepEqual(
    GroupMetadataValue.encode(group, 0),
    hex(`0000 ${front} 00000001 0001 6d 0001 63 0002 2f68 00000001 00000001 09 00000000`),
  )
  for (const version of [3, 4])
    assert.deepEqual(GroupMetadataValue.decode(GroupMetadataValue.encode(group, version)), group)
})

test('the version in front tells the kind of a key', () => {
  assert.equal(OffsetCommitKey.versionOf(hex('0002 0001 67')), 2)
  assert.throws(() => OffsetCommitKey.decode(hex('0002 0001 67')), ProtocolError)
  assert.throws(() => GroupMetadataKey.decode(hex('0001 0001 67')), ProtocolError)
  assert.throws(() => GroupMetadataKey.decode(hex('ffff 0001 67')), ProtocolError)
  assert.throws(() => GroupMetadataKey.versionOf(hex('00')), ProtocolError)
})

test('a layout that is cut off or followed by other bytes is refused', () => {
  const bytes = OffsetCommitValue.encode({ offset: 5, metadata: 'm', commitTimestamp: 1n }, 4)
  for (let length = 0; length < bytes.length; length++)
    assert.throws(() => OffsetCommitValue.decode(bytes.subarray(0, length)), ProtocolError)
  assert.throws(() => OffsetCommitValue.decode(Buffer.concat([bytes, Buffer.alloc(1)])), { key: 'badValue' })
})

test('a layout is not written in a version that is not declared', () => {
  for (const version of [-1, 0, 1, 3])
    assert.throws(() => GroupMetadataKey.encode({ group: 'g' }, version), { key: 'unsupportedVersion' })
})

test('a subscription of a version to come is read as the newest that is known', () => {
  const topics = ['t']
  const known = {
    topics,
    userData: null,
    ownedPartitions: [{ topic: 't', partitions: [1] }],
    generationId: 5,
    rackId: 'r',
  }
  const bytes = ConsumerProtocolSubscription.encode(known, 3)
  assert.deepEqual(bytes, hex('0003 00000001 0001 74 ffffffff 00000001 0001 74 00000001 00000001 00000005 0001 72'))
  bytes.writeInt16BE(9)
  assert.deepEqual(ConsumerProtocolSubscription.decode(Buffer.concat([bytes, hex('abcdef')])), known)
  assert.deepEqual(ConsumerProtocolSubscription.decode(ConsumerProtocolSubscription.encode(known, 0)), {
    topics,
    userData: null,
    ownedPartitions: [],
    generationId: -1,
    rackId: null,
  })
})

test('an empty assignment is the ten bytes that every client can read', () => {
  const bytes = ConsumerProtocolAssignment.encode({ assignedPartitions: [], userData: null }, 0)
  assert.deepEqual(bytes, hex('0000 00000000 ffffffff'))
})
