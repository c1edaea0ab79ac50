import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Reader } from '../../src/protocol/reader.ts'
import { Writer } from '../../src/protocol/writer.ts'
import { maxInt64, minInt64 } from './support/messages.ts'

/** A value to write, and the bytes that it is, worked out in the plainest way. */
interface Step {
  write(writer: Writer): void
  readonly bytes: Buffer
}

/** Steps that write a value of `size` bytes, which `fill` puts there with a method of Buffer. */
function fixed<Value>(
  values: fc.Arbitrary<Value>,
  size: number,
  write: (writer: Writer, value: Value) => void,
  fill: (bytes: Buffer, value: Value) => void,
): fc.Arbitrary<Step> {
  return values.map((value) => {
    const bytes = Buffer.alloc(size)
    fill(bytes, value)
    return { write: (writer) => write(writer, value), bytes }
  })
}

/** LEB128 by the book. */
function uvarintBytes(value: number): Buffer {
  const bytes: number[] = []
  let rest = BigInt(value)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  return Buffer.from([...bytes, Number(rest)])
}

const payload = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  // Around the size from which bytes are passed through.
  fc
    .tuple(fc.integer({ min: 4090, max: 4100 }), fc.nat(255))
    .map(([length, byte]) => new Uint8Array(length).fill(byte)),
)

const int8 = fc.integer({ min: -128, max: 127 })
const int16 = fc.integer({ min: -32768, max: 32767 })
const int64 = fc.bigInt({ min: minInt64, max: maxInt64 })
const uint32 = fc.nat(0xffff_ffff)
const text = fc.string({ unit: 'binary', maxLength: 40 })

const steps: fc.Arbitrary<Step> = fc.oneof(
  fixed(
    int8,
    1,
    (writer, value) => writer.int8(value),
    (bytes, value) => bytes.writeInt8(value),
  ),
  fixed(
    int16,
    2,
    (writer, value) => writer.int16(value),
    (bytes, value) => bytes.writeInt16BE(value),
  ),
  fixed(
    fc.integer(),
    4,
    (writer, value) => writer.int32(value),
    (bytes, value) => bytes.writeInt32BE(value),
  ),
  fixed(
    fc.maxSafeInteger(),
    8,
    (writer, value) => writer.int64(value),
    (bytes, value) => bytes.writeBigInt64BE(BigInt(value)),
  ),
  fixed(
    int64,
    8,
    (writer, value) => writer.bigint64(value),
    (bytes, value) => bytes.writeBigInt64BE(value),
  ),
  uint32.map((value): Step => ({ write: (writer) => writer.uvarint(value), bytes: uvarintBytes(value) })),
  text.map(
    (value): Step => ({ write: (writer) => writer.text(value, Buffer.byteLength(value)), bytes: Buffer.from(value) }),
  ),
  payload.map((value): Step => ({ write: (writer) => writer.bytes(value), bytes: Buffer.from(value) })),
)

test('a writer that starts at any size gives the bytes of everything written, in order', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), fc.nat(600), fc.boolean(), (list, initialBytes, isSized) => {
      const writer = new Writer(initialBytes)
      const setSize = isSized ? writer.int32Later() : undefined
      const expected: Buffer[] = isSized ? [Buffer.from([1, 2, 3, 4])] : []
      for (const { write, bytes } of list) {
        write(writer)
        expected.push(bytes)
        assert.equal(writer.length, Buffer.concat(expected).length)
      }
      const pieces = writer.finish()
      setSize?.(0x01020304)
      assert.deepEqual(Buffer.concat(pieces), Buffer.concat(expected))
    }),
    { numRuns: 300 },
  )
})

test('a writer that grows in the middle of any field keeps what was there', () => {
  for (let initialBytes = 0; initialBytes <= 40; initialBytes++) {
    const writer = new Writer(initialBytes)
    const setSize = writer.int32Later()
    writer.int8(1)
    writer.int16(2)
    writer.int64(-3)
    writer.uvarint(0xffff_ffff)
    writer.text('é', 2)
    writer.bytes(Buffer.from('bytes'))
    writer.bigint64(-1n)
    const bytes = writer.finishWhole()
    setSize(bytes.length)
    assert.equal(
      bytes.toString('hex'),
      '00000023 01 0002 fffffffffffffffd ffffffff0f c3a9 6279746573 ffffffffffffffff'.replaceAll(' ', ''),
    )
  }
})

test('bytes from 4096 on are passed through, shorter ones are copied', () => {
  const passed = Buffer.alloc(4096, 1)
  const copied = Buffer.alloc(4095, 2)
  const writer = new Writer()
  writer.bytes(copied)
  writer.bytes(passed)
  const pieces = writer.finish()
  copied.fill(9)
  passed.fill(8)
  assert.deepEqual(Buffer.concat(pieces), Buffer.concat([Buffer.alloc(4095, 2), Buffer.alloc(4096, 8)]))
})

test('only the first bytes can be filled in later', () => {
  const writer = new Writer()
  writer.int8(0)
  assert.throws(() => writer.int32Later(), /only the first bytes/)
})

test('an int64 that is no safe integer is not written', () => {
  for (const value of [2 ** 53, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => new Writer().int64(value), { key: 'cannotEncode' })
})

test('what a writer writes, a reader reads', () => {
  fc.assert(
    fc.property(int16, fc.maxSafeInteger(), int64, uint32, (short, safe, long, varint) => {
      const writer = new Writer(0)
      writer.int16(short)
      writer.int64(safe)
      writer.bigint64(long)
      writer.uvarint(varint)
      const reader = new Reader(writer.finishWhole())
      assert.deepEqual(
        [reader.int16(), reader.int64(), reader.bigint64(), reader.uvarint()],
        [short, safe, long, varint],
      )
      assert.equal(reader.left, 0)
    }),
  )
})
