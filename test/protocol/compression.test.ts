import assert from 'node:assert/strict'
import test from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { compressFrameSync, compressSync as lz4BlockSync } from 'lz4-napi'
import { compressSync as snappySync } from 'snappy'
import { codecNames, compress, decompress } from '../../src/protocol/compression.ts'
import { lz4ExpandedBytes } from '../../src/protocol/lz4-frame.ts'

const compressed = codecNames.filter((codec) => codec !== 'none')
const invalid = { key: 'invalidRecords', code: 87 }

/** Bytes that compress well in some places and not in others. */
const someBytes = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.integer({ min: 1, max: 2000 })), { maxLength: 5 })
  .map((parts) =>
    Buffer.concat(parts.flatMap(([part, times]) => Array.from({ length: times }, () => Buffer.from(part)))),
  )

test('what was compressed comes back, up to the very byte of the bound', () => {
  fc.assert(
    fc.property(someBytes, fc.constantFrom(...compressed), (bytes, codec) => {
      const packed = compress(codec, bytes)
      assert.deepEqual(decompress(codec, packed), bytes)
      if (bytes.length === 0) return
      assert.deepEqual(decompress(codec, packed, bytes.length), bytes)
      assert.throws(() => decompress(codec, packed, bytes.length - 1), invalid)
    }),
    { numRuns: 100 },
  )
})

for (const codec of compressed) {
  test(`a ${codec} bomb is refused`, () => {
    const bomb = compress(codec, Buffer.alloc(8_000_000))
    assert.ok(bomb.length < 400_000)
    assert.throws(() => decompress(codec, bomb, 1_000_000), invalid)
    assert.equal(decompress(codec, bomb, 8_000_000).length, 8_000_000)
  })

  test(`${codec} that is cut off or is none is refused`, () => {
    const packed = compress(codec, Buffer.from('some bytes that are long enough to be worth it, bytes, bytes, bytes'))
    for (let length = 1; length < packed.length - 8; length++) {
      // A snappy stream may end behind its header: it has no blocks then.
      if (codec === 'snappy' && length === 16) continue
      assert.throws(() => decompress(codec, packed.subarray(0, length)), invalid, `${length} bytes`)
    }
    assert.throws(() => decompress(codec, Buffer.alloc(0)), invalid)
    assert.throws(() => decompress(codec, Buffer.from('none of them')), invalid)
  })
}

test('gzip of several members is one', () => {
  const packed = Buffer.concat([gzipSync('a'), gzipSync('b')])
  assert.equal(decompress('gzip', packed).toString(), 'ab')
  assert.throws(() => decompress('gzip', packed, 1), invalid)
})

test('snappy is taken in blocks behind a header, and as one bare block', () => {
  const bytes = Buffer.alloc(100_000, 'abc')
  const stream = compress('snappy', bytes)
  assert.equal(stream.toString('latin1', 0, 8), '\x82SNAPPY\0')
  assert.deepEqual(decompress('snappy', stream), bytes)
  assert.deepEqual(decompress('snappy', snappySync(bytes)), bytes)
})

const badSnappy: [string, Buffer][] = [
  ['a bare block that claims four gigabytes', Buffer.from('ffffffff0f00', 'hex')],
  ['a bare block that claims more than its bytes can become', Buffer.from('80808008000061', 'hex')],
  ['a block whose length does not end', Buffer.from('ffffffffffff', 'hex')],
  ['a stream with a block longer than the stream', snappyStream('00000100 0000')],
  ['a stream with a block of negative length', snappyStream('ffffffff 0000')],
  ['a stream that ends in a length', snappyStream('0000')],
]

for (const [what, bytes] of badSnappy) {
  test(`${what} is refused`, () => assert.throws(() => decompress('snappy', bytes), invalid))
}

test('the bound holds for all blocks of a snappy stream together', () => {
  const block = snappySync(Buffer.alloc(1000))
  const length = Buffer.from([0, 0, 0, block.length])
  const stream = Buffer.concat([snappyStream(''), length, block, length, block])
  assert.equal(decompress('snappy', stream, 2000).length, 2000)
  assert.throws(() => decompress('snappy', stream, 1999), invalid)
})

test('the size of an lz4 frame is told exactly, without expanding it', () => {
  fc.assert(
    fc.property(someBytes, fc.boolean(), fc.boolean(), (bytes, contentChecksum, blockChecksums) => {
      assert.equal(lz4ExpandedBytes(compressFrameSync(bytes, { contentChecksum, blockChecksums })), bytes.length)
    }),
  )
  const random = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7919 + (at >> 3) * 104729) % 251))
  assert.equal(lz4ExpandedBytes(compressFrameSync(random)), random.length)
})

test('a small lz4 frame whose blocks could be 4 MiB is taken under a small bound', () => {
  // Block size 7 of the descriptor, with the header checksum that belongs to it; one block that is not compressed.
  const frame = Buffer.from('04224d18607073 05000080 6162636465 00000000'.replaceAll(' ', ''), 'hex')
  assert.equal(decompress('lz4', frame, 5).toString(), 'abcde')
})

test('an lz4 frame that is legacy, skippable or claims a huge content is refused', () => {
  const block = lz4BlockSync(Buffer.alloc(3_000_000)).subarray(4)
  const length = Buffer.alloc(4)
  length.writeUInt32LE(block.length)
  assert.throws(() => decompress('lz4', Buffer.concat([Buffer.from('02214c18', 'hex'), length, block]), 1000), invalid)
  const frame = compressFrameSync(Buffer.from('a'))
  assert.throws(() => decompress('lz4', Buffer.concat([Buffer.from('502a4d1800000000', 'hex'), frame])), invalid)
  const huge = Buffer.concat([Buffer.from('04224d186840ffffffffffffff7f5c', 'hex'), frame.subarray(7)])
  assert.throws(() => decompress('lz4', huge), invalid)
})

function snappyStream(hex: string): Buffer {
  return Buffer.from(`82534e4150505900 00000001 00000001 ${hex}`.replaceAll(' ', ''), 'hex')
}
