import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkBatch } from '../../src/broker/batch-check.ts'
import { parseTopicConfigs, topicLimits } from '../../src/broker/topic-config.ts'
import { encodeRecordBatch, errorCodes, type RecordBatchInput } from '../../src/protocol/index.ts'
import { withCrc } from '../support/kafka-requests.ts'

const now = 1_700_000_000_000
const limits = topicLimits(new Map(), new Map())

function batch(options: Partial<RecordBatchInput> = {}): Buffer {
  const records = ['a', 'b'].map((text) => ({ key: null, value: Buffer.from(text), timestamp: BigInt(now) }))
  return encodeRecordBatch({ records, ...options })
}

/** A batch in which one field has another value, with the CRC that fits. */
function changed(change: (bytes: Buffer) => void, bytes = batch()): Buffer {
  change(bytes)
  return withCrc(bytes)
}

/** A batch that says of itself that it has so many records. */
function counting(recordCount: number): Buffer {
  return changed((bytes) => {
    bytes.writeInt32BE(recordCount, 57)
    bytes.writeInt32BE(recordCount - 1, 23)
  })
}

function check(records: Buffer, apiVersion = 9, topicLimit = limits) {
  const refusal = checkBatch(records, { name: 'orders', isInternal: false, limits: topicLimit }, apiVersion, now)
  return refusal?.errorCode ?? errorCodes.NONE
}

const recordAt = 61
const cases: [title: string, bytes: Buffer, errorCode: number][] = [
  ['a good batch', batch(), 0],
  ['nothing', Buffer.alloc(0), 87],
  ['a batch that ends before its magic', batch().subarray(0, 16), 2],
  ['a batch that ends in its header', batch().subarray(0, 60), 2],
  ['a batch that ends in its records', batch().subarray(0, 70), 2],
  ['a length below that of a header', changed((bytes) => bytes.writeInt32BE(48, 8)), 2],
  ['a negative length', changed((bytes) => bytes.writeInt32BE(-13, 8)), 2],
  ['bytes behind the batch', Buffer.concat([batch(), Buffer.alloc(1)]), 87],
  ['format 1', changed((bytes) => bytes.writeInt8(1, 16)), 87],
  ['a base offset', batch({ baseOffset: 5 }), 87],
  ['codec 7', changed((bytes) => bytes.writeInt16BE(7, 21)), 87],
  ['log append time', changed((bytes) => bytes.writeInt16BE(8, 21)), 32],
  ['a control batch', batch({ isControl: true }), 87],
  ['no records', changed((bytes) => bytes.writeInt32BE(0, 57)), 87],
  ['fewer records than offsets', changed((bytes) => bytes.writeInt32BE(1, 57)), 87],
  ['fewer offsets than records', changed((bytes) => bytes.writeInt32BE(0, 23)), 87],
  ['a producer id without a sequence', batch({ producerId: 1n, producerEpoch: 0 }), 87],
  ['a producer id without an epoch', batch({ producerId: 1n, baseSequence: 0 }), 87],
  ['more records than are there', counting(3), 87],
  ['fewer records than are there', counting(1), 87],
  ['offset deltas that do not ascend', changed((bytes) => bytes.writeInt8(4, recordAt + 3)), 87],
  ['a record longer than the batch', changed((bytes) => bytes.writeInt8(0x7e, recordAt)), 87],
  ['a record of negative length', changed((bytes) => bytes.writeInt8(1, recordAt)), 87],
  ['a value longer than its record', changed((bytes) => bytes.writeInt8(0x7e, recordAt + 5)), 87],
  ['a key of length -2', changed((bytes) => bytes.writeInt8(3, recordAt + 4)), 87],
  ['headers that are not there', changed((bytes) => bytes.writeInt8(0x7e, recordAt + 7)), 87],
  ['a negative number of headers', changed((bytes) => bytes.writeInt8(1, recordAt + 7)), 87],
]

for (const [title, bytes, errorCode] of cases) {
  test(`${title}: ${errorCode === 0 ? 'taken' : `error ${errorCode}`}`, () => {
    assert.equal(check(bytes), errorCode)
  })
}

test('a damaged byte anywhere behind the CRC is error 2', () => {
  for (let position = 21; position < batch().length; position++) {
    const bytes = batch()
    bytes.writeUInt8(bytes.readUInt8(position) ^ 0x40, position)
    assert.notEqual(check(bytes), errorCodes.NONE, `byte ${position}`)
  }
})

test('a record that is to blame is named by its number', () => {
  const bytes = changed((batchBytes) => batchBytes.writeInt8(4, recordAt + 3))
  const refusal = checkBatch(bytes, { name: 'orders', isInternal: false, limits }, 9, now)
  assert.deepEqual(refusal?.recordErrors, [
    { batchIndex: 0, batchIndexErrorMessage: 'record 0 does not have offset delta 0' },
  ])
})

test('zstd below version 7 is error 76', () => {
  assert.equal(check(batch({ codec: 'zstd' }), 6), errorCodes.UNSUPPORTED_COMPRESSION_TYPE)
  assert.equal(check(batch({ codec: 'zstd' }), 7), errorCodes.NONE)
})

test('a timestamp too far after or before the clock is error 32', () => {
  const configs = [
    { name: 'message.timestamp.before.max.ms', value: '1000' },
    { name: 'message.timestamp.after.max.ms', value: '2000' },
  ]
  const narrow = topicLimits(parseTopicConfigs(configs), new Map())
  const at = (offsetMs: number) => {
    const records = [{ key: null, value: Buffer.from('a'), timestamp: BigInt(now + offsetMs) }]
    return check(encodeRecordBatch({ records }), 9, narrow)
  }
  assert.deepEqual(
    [-1001, -1000, 0, 2000, 2001].map((offsetMs) => at(offsetMs)),
    [32, 0, 0, 0, 32],
  )
})

test('records without a time are taken', () => {
  assert.equal(check(encodeRecordBatch({ records: [{ key: null, value: null, timestamp: -1n }] })), errorCodes.NONE)
})

test('headers, keys and null values are taken', () => {
  const headers = [
    { key: 'h', value: Buffer.from('x') },
    { key: '', value: null },
  ]
  const records = [
    { key: Buffer.from('k'), value: null, headers, timestamp: BigInt(now) },
    { key: Buffer.alloc(0), value: Buffer.alloc(300), headers, timestamp: BigInt(now + 5) },
  ]
  assert.equal(check(encodeRecordBatch({ records })), errorCodes.NONE)
})

test('a record without a key is error 87 on a compacted topic', () => {
  assert.equal(check(batch(), 9, { ...limits, compacted: true }), errorCodes.INVALID_RECORD)
  const records = [{ key: Buffer.from('k'), value: null, timestamp: BigInt(now) }]
  assert.equal(check(encodeRecordBatch({ records }), 9, { ...limits, compacted: true }), errorCodes.NONE)
})
