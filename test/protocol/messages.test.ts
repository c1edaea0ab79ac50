/** What holds for every message in every version, whatever it declares. */

import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type AnyApi, apis, ProtocolError } from '../../src/protocol/index.ts'
import { arbitraryMessage, seenIn } from './support/messages.ts'

for (const api of apis) {
  for (const side of ['request', 'response'] as const) {
    const fields = side === 'request' ? api.requestFields : api.responseFields

    test(`a ${api.name} ${side} comes back equal in every version, and without what the version lacks`, () => {
      for (const version of versionsOf(api)) {
        fc.assert(
          fc.property(arbitraryMessage(fields), (message) => {
            const bytes = encode(api, side, message, version)
            assert.deepEqual(decode(api, side, bytes, version), seenIn(version, fields, message))
          }),
          { numRuns: 10 },
        )
      }
    })

    test(`a ${api.name} ${side} that ends at any other byte is refused`, () => {
      for (const version of versionsOf(api)) {
        for (const message of fc.sample(arbitraryMessage(fields), { numRuns: 1, seed: version })) {
          const bytes = encode(api, side, message, version)
          for (let length = 0; length < bytes.length; length++)
            assert.throws(() => decode(api, side, bytes.subarray(0, length), version), ProtocolError)
        }
      }
    })

    test(`a ${api.name} ${side} of random or changed bytes is decoded or refused, and nothing else happens`, () => {
      for (const version of versionsOf(api)) {
        fc.assert(
          fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => decodeOrRefuse(api, side, bytes, version)),
          { numRuns: 15 },
        )
        const changed = fc.tuple(arbitraryMessage(fields), fc.nat(), fc.integer({ min: 0, max: 255 }))
        fc.assert(
          fc.property(changed, ([message, place, byte]) => {
            const bytes = encode(api, side, message, version)
            if (bytes.length > 0) bytes[place % bytes.length] = byte
            decodeOrRefuse(api, side, bytes, version)
          }),
          { numRuns: 15 },
        )
      }
    })
  }

  test(`${api.name} of a version that is not declared is refused by name`, () => {
    for (const version of [api.minVersion - 1, api.maxVersion + 1, 32767]) {
      const expected = { key: 'unsupportedVersion', message: new RegExp(`^${api.name} version ${version} `) }
      assert.throws(() => api.decodeRequest(Buffer.alloc(100), version), expected)
      assert.throws(() => api.encodeResponse({}, version), expected)
    }
  })
}

type Side = 'request' | 'response'

function versionsOf({ minVersion, maxVersion }: AnyApi): number[] {
  return Array.from({ length: maxVersion - minVersion + 1 }, (_, at) => minVersion + at)
}

function encode(api: AnyApi, side: Side, message: unknown, version: number): Buffer {
  return side === 'request' ? api.encodeRequest(message, version) : Buffer.concat(api.encodeResponse(message, version))
}

function decode(api: AnyApi, side: Side, bytes: Buffer, version: number): unknown {
  return side === 'request' ? api.decodeRequest(bytes, version) : api.decodeResponse(bytes, version)
}

function decodeOrRefuse(api: AnyApi, side: Side, bytes: Uint8Array, version: number): void {
  try {
    decode(api, side, Buffer.from(bytes), version)
  } catch (error) {
    assert.ok(error instanceof ProtocolError, String(error))
  }
}
