import assert from 'node:assert/strict'
import test from 'node:test'
import { crc32c } from '@node-rs/crc32'
import fc from 'fast-check'
import {
  assignOffsets,
  checkBatchCrc,
  codecNames,
  decodeRecords,
  encodeRecordBatch,
  ProtocolError,
  type RecordBatchInput,
  type RecordInput,
  readBatchHeader,
} from '../../src/protocol/index.ts'
import { maxInt64, minInt64 } from './support/messages.ts'

const someBytes = fc.option(fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)))

/** Times that stand alone and times near each other: both ways that differences are written. */
const timestamp = fc.oneof(
  fc.constantFrom(0n, -1n, maxInt64, minInt64),
  fc.bigInt({ min: minInt64, max: maxInt64 }),
  fc.bigInt({ min: 1_700_000_000_000n, max: 1_700_000_100_000n }),
)

const plain = { noNullPrototype: true }
const header = fc.record({ key: fc.string({ unit: 'binary', maxLength: 8 }), value: someBytes }, plain)
const headers = fc.array(header, { maxLength: 3 })
const recordInput = fc.record({ key: someBytes, value: someBytes, timestamp, headers }, plain)

test('records come back as they were written, with every codec and every time', () => {
  const batches = fc.tuple(fc.array(recordInput, { maxLength: 12 }), fc.constantFrom(...codecNames), fc.nat())
  fc.assert(
    fc.property(batches, ([records, codec, baseOffset]) => {
      const batch = encodeRecordBatch({ records, codec, baseOffset })
      assert.ok(checkBatchCrc(batch))
      const expected = records.map((record, delta) => ({ offset: baseOffset + delta, ...record }))
      assert.deepEqual(decodeRecords(batch), expected)
    }),
    { numRuns: 300 },
  )
})

test('a record without a time has -1, and without headers none', () => {
  const batch = encodeRecordBatch({ records: [{ key: null, value: Buffer.from('v') }] })
  assert.deepEqual(decodeRecords(batch), [
    { offset: 0, timestamp: -1n, key: null, value: Buffer.from('v'), headers: [] },
  ])
})

test('a header tells what the batch was made of', () => {
  const input: RecordBatchInput = {
    records: [record('a', 20n), record('b', -5n), record('c', 30n)],
    codec: 'lz4',
    baseOffset: 2 ** 40 + 1,
    partitionLeaderEpoch: 3,
    producerId: 2n ** 60n,
    producerEpoch: 4,
    baseSequence: 2 ** 31 - 1,
    isTransactional: true,
  }
  const batch = encodeRecordBatch(input)
  const { crc, ...header } = readBatchHeader(Buffer.concat([Buffer.alloc(3), batch]), 3)
  assert.equal(crc, crc32c(batch.subarray(21)))
  assert.deepEqual(header, {
    baseOffset: 2 ** 40 + 1,
    sizeInBytes: batch.length,
    partitionLeaderEpoch: 3,
    magic: 2,
    attributes: 0x13,
    codec: 'lz4',
    timestampType: 'CreateTime',
    isTransactional: true,
    isControl: false,
    lastOffsetDelta: 2,
    baseTimestamp: 20n,
    maxTimestamp: 30n,
    producerId: 2n ** 60n,
    producerEpoch: 4,
    baseSequence: 2 ** 31 - 1,
    recordCount: 3,
  })
})

test('a batch as it lies on the wire', () => {
  const records = [
    { key: Buffer.from('k'), value: null, timestamp: 1000n, headers: [{ key: 'h', value: Buffer.from('x') }] },
  ]
  const batch = encodeRecordBatch({ records, baseOffset: 5, isControl: true })
  const parts = [
    '0000000000000005 0000003d ffffffff 02',
    batch.toString('hex', 17, 21),
    '0020 00000000 00000000000003e8 00000000000003e8 ffffffffffffffff ffff ffffffff 00000001',
    // Length 11, attributes, no difference in time or offset, key of 1, value null, one header.
    '16 00 00 00 02 6b 01 02 02 68 02 78',
  ]
  assert.equal(batch.toString('hex'), parts.join('').replaceAll(' ', ''))
  assert.equal(readBatchHeader(batch).sizeInBytes, batch.length)
})

test('assigned offsets leave the checksum as it was', () => {
  for (const offset of [0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER - 1]) {
    const batch = encodeRecordBatch({ records: [record('a', 1n), record('b', 2n)] })
    const bytes = Buffer.concat([Buffer.alloc(7), batch])
    assignOffsets(bytes, offset, 9, 7)
    assert.ok(checkBatchCrc(bytes, 7))
    const header = readBatchHeader(bytes, 7)
    assert.deepEqual([header.baseOffset, header.partitionLeaderEpoch], [offset, 9])
    assert.deepEqual(
      decodeRecords(bytes.subarray(7)).map((one) => one.offset),
      [offset, offset + 1],
    )
  }
})

test('a changed bit anywhere from the checksum on is seen', () => {
  const batch = encodeRecordBatch({ records: [record('a', 1n)] })
  for (let position = 17; position < batch.length; position++) {
    const changed = Buffer.from(batch)
    changed[position] = (changed[position] ?? 0) ^ 1
    assert.equal(checkBatchCrc(changed), false, `byte ${position}`)
  }
})

test('a batch that is cut off, or says another length, has no valid checksum', () => {
  const batch = encodeRecordBatch({ records: [record('a', 1n)] })
  for (let length = 0; length < batch.length; length++) assert.equal(checkBatchCrc(batch.subarray(0, length)), false)
  for (const length of [-1, 0, 48, batch.length - 13, batch.length - 11, 2 ** 31 - 1, -(2 ** 31)]) {
    const changed = Buffer.from(batch)
    changed.writeInt32BE(length, 8)
    assert.equal(checkBatchCrc(changed), false, `length ${length}`)
    if (length !== batch.length - 12) assert.throws(() => decodeRecords(changed), ProtocolError)
  }
})

test('log append time is the time of every record', () => {
  const batch = encodeRecordBatch({ records: [record('a', 1n), record('b', 7n)] })
  batch.writeInt16BE(0x08, 21)
  assert.equal(readBatchHeader(batch).timestampType, 'LogAppendTime')
  assert.deepEqual(
    decodeRecords(batch).map((one) => one.timestamp),
    [7n, 7n],
  )
})

test('a header that is cut off is a corrupt batch', () => {
  assert.throws(() => readBatchHeader(Buffer.alloc(60)), { key: 'corruptBatch' })
  assert.throws(() => readBatchHeader(Buffer.alloc(100), 40), { key: 'corruptBatch' })
})

test('batches of formats 0 and 1 and unknown codecs are refused', () => {
  const batch = encodeRecordBatch({ records: [record('a', 1n)] })
  for (const magic of [0, 1, 3]) {
    const changed = Buffer.from(batch)
    changed[16] = magic
    assert.throws(() => decodeRecords(changed), { key: 'corruptBatch' })
  }
  for (const codec of [5, 6, 7]) {
    const changed = Buffer.from(batch)
    changed.writeInt16BE(codec, 21)
    assert.equal(readBatchHeader(changed).codec, undefined)
    assert.throws(() => decodeRecords(changed), { key: 'invalidRecords' })
  }
})

test('a count of records that is not that of the records is refused', () => {
  const batch = encodeRecordBatch({ records: [record('a', 1n), record('b', 2n)] })
  for (const count of [-1, 0, 1, 3, 1000, 2 ** 31 - 1]) {
    const changed = Buffer.from(batch)
    changed.writeInt32BE(count, 57)
    assert.throws(() => decodeRecords(changed), { key: 'invalidRecords', code: 87 })
  }
})

const badRecords: [string, string][] = [
  ['a record that says it is longer', '10 00 00 00 01 02 61 00'],
  ['a record that says it is shorter', '0c 00 00 00 01 02 61 00'],
  ['a record of a negative length', '01 00 00 00 01 02 61 00'],
  ['a record that ends before its parts', '0e 00 00 00 01 0a 61 00'],
  ['a key of length -2', '0e 00 00 00 03 02 61 00'],
  ['a count of headers below 0', '0e 00 00 00 01 02 61 01'],
  ['more headers than there are bytes', '0e 00 00 00 01 02 61 7e'],
  ['a header without a key', '12 00 00 00 01 02 61 02 01 01'],
  ['a time of more than 64 bits', '22 00 ffffffffffffffffff03 00 01 02 61 00'],
  ['a length of more than 32 bits', 'ffffffff1f 00 00 00 01 02 61 00'],
]

for (const [what, hex] of badRecords) {
  test(`${what} is refused as an invalid record`, () => {
    assert.throws(() => decodeRecords(batchOf(hex)), { key: 'invalidRecords', code: 87 })
  })
}

test('a header key that is not UTF-8 is read as far as it goes', () => {
  const [one] = decodeRecords(batchOf('14 00 00 00 01 02 61 02 02 ff 01'))
  assert.deepEqual(one?.headers, [{ key: '\ufffd', value: null }])
})

test('changed batches are decoded or refused, and nothing else happens', () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 })
  const input = fc.tuple(fc.array(recordInput, { maxLength: 4 }), fc.constantFrom(...codecNames), changes)
  fc.assert(
    fc.property(input, ([records, codec, list]) => {
      const batch = encodeRecordBatch({ records, codec })
      for (const [place, byte] of list) batch[place % batch.length] = byte
      try {
        decodeRecords(batch, { maxBytes: 100_000 })
      } catch (error) {
        assert.ok(error instanceof ProtocolError, String(error))
      }
    }),
    { numRuns: 500 },
  )
})

function record(value: string, timestamp: bigint): RecordInput {
  return { key: null, value: Buffer.from(value), timestamp }
}

/** A batch of one record, which is as written. */
function batchOf(hex: string): Buffer {
  const body = Buffer.from(hex.replaceAll(' ', ''), 'hex')
  const batch = Buffer.concat([encodeRecordBatch({ records: [] }), body])
  batch.writeInt32BE(batch.length - 12, 8)
  batch.writeInt32BE(1, 57)
  return batch
}
