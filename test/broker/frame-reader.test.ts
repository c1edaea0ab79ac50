import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FrameReader } from '../../src/broker/frame-reader.ts'

const KiB = 1024

function frame(payload: Buffer): Buffer {
  const size = Buffer.alloc(4)
  size.writeInt32BE(payload.length)
  return Buffer.concat([size, payload])
}

function numbered(length: number): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => index % 251))
}

test('frames that come in one chunk are cut without being copied', () => {
  const chunk = Buffer.concat([frame(numbered(5)), frame(Buffer.alloc(0)), frame(numbered(9))])
  const frames = new FrameReader(KiB).push(chunk)
  assert.deepEqual(frames, [numbered(5), Buffer.alloc(0), numbered(9)])
  assert.ok(frames.every(({ buffer }) => buffer === chunk.buffer))
})

test('a frame that completes takes no more of a chunk than it lacks: those behind it are not copied', () => {
  const reader = new FrameReader(100 * KiB)
  const [first, second] = [numbered(20 * KiB), numbered(50 * KiB)]
  const whole = Buffer.concat([frame(first), frame(second), frame(Buffer.alloc(0)), frame(numbered(9))])
  for (const cut of [1, 4, 5, 10 * KiB]) {
    assert.deepEqual(reader.push(whole.subarray(0, cut)), [])
    const rest = Buffer.from(whole.subarray(cut))
    const frames = reader.push(rest)
    assert.deepEqual(frames, [first, second, Buffer.alloc(0), numbered(9)])
    assert.deepEqual(
      frames.map(({ buffer }) => buffer === rest.buffer),
      [false, true, true, true],
    )
    assert.equal(reader.heldBytes, 0)
  }
})

for (const step of [1, 3, 4, 7, 4095, 4096, 5000]) {
  test(`frames that come in chunks of ${step} bytes are put together`, () => {
    const payloads = [numbered(1), numbered(20 * KiB), Buffer.alloc(0), numbered(4093), numbered(70 * KiB)]
    const bytes = Buffer.concat(payloads.map(frame))
    const reader = new FrameReader(100 * KiB)
    const frames: Buffer[] = []
    for (let start = 0; start < bytes.length; start += step) {
      // A socket gives each chunk a buffer of its own, or reuses one: what is held must not depend on it.
      const chunk = Buffer.from(bytes.subarray(start, start + step))
      frames.push(...reader.push(chunk).map((payload) => Buffer.from(payload)))
      if (step < 4096) chunk.fill(0)
    }
    assert.deepEqual(frames, payloads)
    assert.equal(reader.heldBytes, 0)
  })
}

test('an announced length takes no memory before its bytes are there', () => {
  const before = process.memoryUsage().arrayBuffers
  const readers = Array.from({ length: 100 }, () => {
    const reader = new FrameReader(100 * KiB * KiB)
    assert.deepEqual(reader.push(Buffer.from([0x06, 0x40, 0, 0, 1])), [])
    return reader
  })
  assert.ok(process.memoryUsage().arrayBuffers - before < 10 * KiB * KiB)
  assert.equal(readers[0]?.heldBytes, 5)
})

test('a length beyond the limit, or below zero, is refused before its bytes arrive', () => {
  const twoGiB = Buffer.from([0x7f, 0xff, 0xff, 0xff])
  const negative = Buffer.from([0xff, 0xff, 0xff, 0xff])
  assert.throws(() => new FrameReader(KiB).push(twoGiB), { key: 'frameTooLarge', message: /2147483647/ })
  assert.throws(() => new FrameReader(KiB).push(negative), { key: 'frameTooLarge', message: /-1/ })
  assert.throws(() => new FrameReader(3).push(frame(numbered(4))), { key: 'frameTooLarge' })
  assert.equal(new FrameReader(4).push(frame(numbered(4))).length, 1)
})

test('the greetings of HTTP and TLS are recognised, also where the limit would let them pass', () => {
  const reader = () => new FrameReader(2 ** 31 - 1)
  for (const greeting of ['GET / HTTP/1.1', 'POST /subjects', 'HEAD / HT']) {
    assert.throws(() => reader().push(Buffer.from(greeting)), { key: 'httpRequest' })
  }
  assert.throws(() => reader().push(Buffer.from([0x16, 0x03, 0x01, 0x02])), { key: 'tlsHandshake' })
})
