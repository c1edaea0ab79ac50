import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Reader } from '../../src/protocol/reader.ts'
import { maxInt64, minInt64 } from './support/messages.ts'

/** Zigzag LEB128 by the book. */
function varlongBytes(value: bigint): Buffer {
  const bytes: number[] = []
  let rest = value < 0n ? -2n * value - 1n : 2n * value
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}

test('an offset beyond 2^53 is read as the last safe integer before it, on either side', () => {
  const last = BigInt(Number.MAX_SAFE_INTEGER)
  const cases = [0n, -1n, last - 1n, last, last + 1n, last + 2n, maxInt64, -last, -last - 1n, minInt64]
  const bytes = Buffer.alloc(8)
  for (const value of cases) {
    bytes.writeBigInt64BE(value)
    const nearest = value > last ? last : value < -last ? -last : value
    assert.equal(new Reader(bytes).nearInt64(), Number(nearest))
  }
})

/** Where the number of bytes changes, and with it the way of reading. */
const edges = [0, 6, 7, 13, 14, 20, 21, 27, 28, 31, 32, 34, 35, 48, 49, 55, 56, 62, 63]
  .flatMap((bits) => [2n ** BigInt(bits), 2n ** BigInt(bits) - 1n])
  .flatMap((value) => [value, -value, -value - 1n])
  .filter((value) => value >= minInt64 && value <= maxInt64)

test('a varlong is read at every size and sign', () => {
  const values = fc.oneof(
    fc.constantFrom(...edges),
    fc.bigInt({ min: minInt64, max: maxInt64 }),
    fc.bigInt({ min: -5000n, max: 5000n }),
  )
  fc.assert(
    fc.property(fc.array(values), (list) => {
      const reader = new Reader(Buffer.concat(list.map(varlongBytes)))
      assert.deepEqual(
        list.map(() => reader.varlong()),
        list,
      )
      assert.equal(reader.left, 0)
    }),
  )
  const all = new Reader(Buffer.concat(edges.map(varlongBytes)))
  assert.deepEqual(
    edges.map(() => all.varlong()),
    edges,
  )
})

test('a varint is read at every size and sign', () => {
  fc.assert(
    fc.property(fc.integer(), (value) => {
      assert.equal(new Reader(varlongBytes(BigInt(value))).varint(), value)
    }),
  )
  assert.equal(new Reader(Buffer.from('ffffffff0f', 'hex')).varint(), -(2 ** 31))
  assert.equal(new Reader(Buffer.from('feffffff0f', 'hex')).varint(), 2 ** 31 - 1)
})

test('a varint of more than its bits, or without an end, is refused', () => {
  for (const bytes of ['ffffffff1f', '80808080808000']) {
    assert.throws(() => new Reader(Buffer.from(bytes, 'hex')).uvarint(), { key: 'badValue' })
    assert.throws(() => new Reader(Buffer.from(bytes, 'hex')).varint(), { key: 'badValue' })
  }
  for (const bytes of ['ffffffffffffffffff03', 'ffffffffffffffffffff01'])
    assert.throws(() => new Reader(Buffer.from(bytes, 'hex')).varlong(), { key: 'badValue' })
  for (const bytes of ['', '80', '80808080', '8080808080', '808080808080808080']) {
    assert.throws(() => new Reader(Buffer.from(bytes, 'hex')).varlong(), { key: 'truncated' })
  }
})

test('a reader of a part does not read beyond its end', () => {
  const reader = new Reader(Buffer.alloc(16), 4, 10)
  assert.equal(reader.left, 6)
  assert.throws(() => reader.int64(), { key: 'truncated', message: 'int64 needs 8 bytes and 6 are left.' })
  assert.throws(() => reader.slice(-1, 'bytes'), { key: 'badLength' })
  assert.equal(reader.slice(6, 'bytes').length, 6)
})

test('text may hold the replacement character itself', () => {
  const text = 'a\ufffdb'
  assert.equal(new Reader(Buffer.from(text)).text(Buffer.byteLength(text), 'string'), text)
})
