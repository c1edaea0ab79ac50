import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import {
  apis,
  decodeRequestHeader,
  decodeResponseFrame,
  encodeRequestFrame,
  encodeResponseFrame,
  Heartbeat,
  ProtocolError,
  requestBodyPosition,
} from '../../src/protocol/index.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('a client id that is null, empty or not ASCII is read as text', () => {
  const heartbeat = { groupId: '', generationId: 0, memberId: '' }
  for (const [clientId, read] of [
    [null, ''],
    ['', ''],
    ['größe', 'größe'],
  ] as const) {
    const frame = encodeRequestFrame(Heartbeat, 0, { correlationId: -1, clientId }, heartbeat)
    assert.equal(frame.readInt32BE(0), frame.length - 4)
    const { bodyPosition, ...header } = decodeRequestHeader(frame.subarray(4))
    assert.deepEqual(header, { apiKey: 12, apiVersion: 0, correlationId: -1, clientId: read })
    assert.equal(Heartbeat.decodeRequest(frame, 0, 4 + bodyPosition).groupId, '')
  }
})

test('a request header that is cut off or lies about the length of the client id is refused', () => {
  const whole = hex('0012 0003 00000001 0002 6162')
  for (let length = 0; length < whole.length; length++)
    assert.throws(() => decodeRequestHeader(whole.subarray(0, length)), ProtocolError)
  assert.throws(() => decodeRequestHeader(hex('0012 0003 00000001 fffe')), ProtocolError)
  assert.throws(() => decodeRequestHeader(hex('0012 0003 00000001 7fff 61')), ProtocolError)
})

test('tags of a flexible request header are skipped, and a plain one has none', () => {
  const frame = hex('000c 0004 00000001 ffff 02 0001aa 0502bbcc 02')
  const header = decodeRequestHeader(frame)
  assert.equal(requestBodyPosition(frame, header, true), frame.length - 1)
  assert.equal(requestBodyPosition(frame, header, false), header.bodyPosition)
})

test('tags of a request header that descend or go beyond the frame are refused', () => {
  for (const tags of ['02 0500 0000', '02 0500 0500', '01 05ff01 00', '01', 'ffffffff0f', '']) {
    const frame = hex(`000c 0004 00000001 ffff ${tags}`)
    assert.throws(() => requestBodyPosition(frame, decodeRequestHeader(frame), true), ProtocolError)
  }
})

test('a response frame of every version has its size in front and comes back', () => {
  for (const api of apis) {
    for (let version = api.minVersion; version <= api.maxVersion; version++) {
      const frame = Buffer.concat(encodeResponseFrame(api, version, 1 << 30, {}))
      assert.equal(frame.readInt32BE(0), frame.length - 4)
      const { correlationId, response } = decodeResponseFrame(api, version, frame.subarray(4))
      assert.equal(correlationId, 1 << 30)
      assert.deepEqual(Object.keys(response).sort(), Object.keys(api.responseFields).sort())
    }
  }
})

test('a header of random bytes is read or refused, and nothing else happens', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      const frame = Buffer.from(bytes)
      try {
        assert.ok(requestBodyPosition(frame, decodeRequestHeader(frame), true) <= frame.length)
      } catch (error) {
        assert.ok(error instanceof ProtocolError, String(error))
      }
    }),
    { numRuns: 500 },
  )
})
