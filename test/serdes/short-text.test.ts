import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readShortText } from '../../serdes/short-text.ts'

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What the runtime says of the bytes; `undefined` where they are no UTF-8. */
function reference(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

test('short text is what the runtime reads, or left to it', () => {
  const texts = fc.string({ unit: 'binary', maxLength: 30 }).map((text) => Buffer.from(text))
  fc.assert(
    fc.property(fc.oneof(texts, fc.uint8Array({ maxLength: 80 })), (bytes) => {
      const padded = Buffer.concat([Buffer.of(0xff), bytes, Buffer.of(0x80)])
      const read = readShortText(padded, 1, bytes.length)
      if (read !== undefined) assert.equal(read, reference(bytes))
      else if (bytes.length <= 24) assert.equal(reference(bytes), undefined)
    }),
    { numRuns: 3_000 },
  )
})

test('every second and third byte is judged as the runtime judges it', () => {
  for (const first of [
    0x7f, 0x80, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef, 0xf0, 0xf4, 0xf5, 0xff,
  ]) {
    for (let second = 0; second < 256; second++) {
      for (const rest of [[], [0x80], [0xbf, 0xbf], [0x41]]) {
        const bytes = Uint8Array.of(first, second, ...rest)
        assert.equal(readShortText(bytes, 0, bytes.length), reference(bytes), Buffer.from(bytes).toString('hex'))
      }
    }
  }
})
