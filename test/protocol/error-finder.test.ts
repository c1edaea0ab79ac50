import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DescribeGroups, errorFinder, Fetch, FindCoordinator, ListOffsets, Metadata } from '../../src/protocol/index.ts'

const node = { nodeId: 1, host: 'localhost', port: 9092 }

function offsetsWith(...errorCodes: number[]) {
  const partitions = errorCodes.map((errorCode, partitionIndex) => {
    return { partitionIndex, errorCode, timestamp: -1n, offset: 0, leaderEpoch: 0 }
  })
  return {
    throttleTimeMs: 0,
    topics: [
      { name: 'empty', partitions: [] },
      { name: 'orders', partitions },
    ],
  }
}

test('the first error code of a response is found wherever its API has a place for one', () => {
  const find = errorFinder(ListOffsets)
  assert.equal(find(offsetsWith()), 0)
  assert.equal(find(offsetsWith(0, 0)), 0)
  assert.equal(find(offsetsWith(0, 3, 42)), 3)
  assert.equal(find(offsetsWith(0, -1)), -1)
})

test('the error code of the whole comes before those of its parts', () => {
  const partition = { partitionIndex: 0, errorCode: 3, highWatermark: -1, abortedTransactions: null, records: null }
  const responses = [{ topic: 'orders', topicId: '', partitions: [partition] }]
  const answer = { throttleTimeMs: 0, errorCode: 70, sessionId: 0, responses }
  assert.equal(errorFinder(Fetch)(answer), 70)
  assert.equal(errorFinder(Fetch)({ ...answer, errorCode: 0 }), 3)
})

test('parts that may be left out are no errors', () => {
  const answer = { throttleTimeMs: 0, errorCode: 0, errorMessage: null, ...node, coordinators: [] }
  assert.equal(errorFinder(FindCoordinator)(answer), 0)
  assert.equal(errorFinder(DescribeGroups)({ throttleTimeMs: 0, groups: [] }), 0)
  const brokers = [{ ...node, rack: null }]
  assert.equal(errorFinder(Metadata)({ throttleTimeMs: 0, brokers, controllerId: 1, topics: [] }), 0)
})
