import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeRecordBatch, findRecordFault, readBatchHeader } from '../../src/protocol/index.ts'

const headers = [
  { key: 'h', value: Buffer.from('x') },
  { key: '', value: null },
]
const records = [
  { key: Buffer.from('k'), value: Buffer.alloc(300), headers, timestamp: 2n ** 62n },
  { key: null, value: null, timestamp: -(2n ** 62n) },
  { key: Buffer.alloc(0), value: Buffer.from('v'), headers: [], timestamp: -1n },
]

function find(batch: Buffer, { recordCount = 3, keysNeeded = false } = {}) {
  return findRecordFault(batch, { ...readBatchHeader(batch), recordCount }, keysNeeded)
}

test('records that are as the header says have no fault', () => {
  assert.equal(find(encodeRecordBatch({ records })), undefined)
})

test('the first record that is at fault is named; where the batch as a whole is, none', () => {
  const batch = encodeRecordBatch({ records })
  assert.deepEqual(find(batch, { recordCount: 4 }), { recordIndex: 3, reason: 'is longer than the batch' })
  assert.match(find(batch, { recordCount: 2 })?.reason ?? '', /^has \d+ bytes behind its last record$/)
  assert.equal(find(batch, { recordCount: 2 })?.recordIndex, undefined)
})

test('a record without a key is a fault where keys are needed', () => {
  assert.equal(find(encodeRecordBatch({ records }), { keysNeeded: true })?.recordIndex, 1)
})

test('no byte of a record can be cut off', () => {
  const batch = encodeRecordBatch({ records })
  for (let length = 61; length < batch.length; length++) assert.ok(find(batch.subarray(0, length)), `${length} bytes`)
})
