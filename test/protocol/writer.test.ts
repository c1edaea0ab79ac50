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

const step = (write: Step['write'], bytes: Buffer): Step => ({ write, bytes })

function filled(length: number, fill: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.alloc(length)
  fill(bytes)
  return bytes
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

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.integer({ min: -128, max: 127 }).map((value) =>
    step(
      (writer) => writer.int8(value),
      filled(1, (bytes) => bytes.writeInt8(value)),
    ),
  ),
  fc.integer({ min: -32768, max: 32767 }).map((value) =>
    step(
      (writer) => writer.int16(value),
      filled(2, (bytes) => bytes.writeInt16BE(value)),
    ),
  ),
  fc.nat(65535).map((value) =>
    step(
      (writer) => writer.uint16(value),
      filled(2, (bytes) => bytes.writeUInt16BE(value)),
    ),
  ),
  fc.integer().map((value) =>
    step(
      (writer) => writer.int32(value),
      filled(4, (bytes) => bytes.writeInt32BE(value)),
    ),
  ),
  fc.nat(0xffff_ffff).map((value) =>
    step(
      (writer) => writer.uint32(value),
      filled(4, (bytes) => bytes.writeUInt32BE(value)),
    ),
  ),
  fc.maxSafeInteger().map((value) =>
    step(
      (writer) => writer.int64(value),
      filled(8, (bytes) => bytes.writeBigInt64BE(BigInt(value))),
    ),
  ),
  fc.bigInt({ min: minInt64, max: maxInt64 }).map((value) =>
    step(
      (writer) => writer.bigint64(value),
      filled(8, (bytes) => bytes.writeBigInt64BE(value)),
    ),
  ),
  fc.double().map((value) =>
    step(
      (writer) => writer.float64(value),
      filled(8, (bytes) => bytes.writeDoubleBE(value)),
    ),
  ),
  fc.nat(0xffff_ffff).map((value) => step((writer) => writer.uvarint(value), uvarintBytes(value))),
  fc
    .string({ unit: 'binary', maxLength: 40 })
    .map((value) => step((writer) => writer.text(value, Buffer.byteLength(value)), Buffer.from(value))),
  payload.map((value) => step((writer) => writer.bytes(value), Buffer.from(value))),
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
    writer.float64(0.5)
    const bytes = writer.finishWhole()
    setSize(bytes.length)
    assert.equal(
      bytes.toString('hex'),
      '00000023 01 0002 fffffffffffffffd ffffffff0f c3a9 6279746573 3fe0000000000000'.replaceAll(' ', ''),
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
  const values = fc.tuple(fc.nat(65535), fc.nat(0xffff_ffff), fc.maxSafeInteger(), fc.double(), fc.nat(0xffff_ffff))
  fc.assert(
    fc.property(values, ([short, long, safe, double, varint]) => {
      const writer = new Writer(0)
      writer.uint16(short)
      writer.uint32(long)
      writer.int64(safe)
      writer.float64(double)
      writer.uvarint(varint)
      const reader = new Reader(writer.finishWhole())
      assert.equal(reader.uint16(), short)
      assert.equal(reader.uint32(), long)
      assert.equal(reader.int64(), safe)
      assert.equal(reader.float64(), double)
      assert.equal(reader.uvarint(), varint)
      assert.equal(reader.left, 0)
    }),
  )
})
