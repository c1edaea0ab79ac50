import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import type { ProtobufFile } from '../../../src/schemas/protobuf/model.ts'
import { parseFile } from '../../../src/schemas/protobuf/parse-file.ts'
import { printFile } from '../../../src/schemas/protobuf/print.ts'
import { parseProtobuf } from '../parse.ts'
import { protobufFile } from './file-maker.ts'

/** Without the places of its parts in the text. */
function withoutPositions(file: ProtobufFile): unknown {
  return JSON.parse(
    JSON.stringify(file, (key, value) => {
      if (key === 'position') return undefined
      return value instanceof Map ? [...value] : value
    }),
  )
}

test('what is printed is read as the same file', () => {
  fc.assert(
    fc.property(protobufFile, (file) => {
      assert.deepEqual(withoutPositions(parseFile(printFile(file))), withoutPositions(file))
    }),
    { numRuns: 300 },
  )
})

test('normalising twice is normalising once, and a file is compatible with what it is normalised to', () => {
  fc.assert(
    fc.property(protobufFile, (file) => {
      const document = parseProtobuf(printFile(file), { strict: false })
      const normalized = protobuf.normalized(document)
      const again = parseProtobuf(normalized, { strict: false })
      assert.equal(protobuf.normalized(again), normalized)
      assert.deepEqual(protobuf.check(document, again), [])
      assert.deepEqual(protobuf.check(again, document), [])
    }),
    { numRuns: 200 },
  )
})

test('the compiled form of any file can be made, and is read again as a file that it can read', () => {
  fc.assert(
    fc.property(protobufFile, (file) => {
      const document = parseProtobuf(printFile(file), { strict: false })
      const compiled = protobuf.inForm?.(document, 'serialized') ?? ''
      assert.deepEqual(protobuf.check(parseProtobuf(compiled, { strict: false }), document), [])
    }),
    { numRuns: 200 },
  )
})

test('text that is no schema never fails but with an error of its own', () => {
  const pieces = [
    'message',
    'M',
    '{',
    '}',
    'string',
    'a',
    '=',
    '1',
    ';',
    '"',
    "'",
    '/*',
    '//',
    '\n',
    'option',
    '(',
    ')',
    '[',
    ']',
    '<',
    'map',
    ',',
    '-',
    '\\',
    '.',
    'enum',
    'to',
    'max',
    'reserved',
    'extend',
    'oneof',
    'group',
    'rpc',
    'returns',
    '\0',
    'é',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (tokens) => {
      try {
        protobuf.normalized(parseProtobuf(tokens.join(' '), { strict: false }))
      } catch (error) {
        assert.equal((error as { code?: number }).code, 42201, String(error))
      }
    }),
    { numRuns: 1000 },
  )
})

test('bytes that are no descriptor never fail but with an error of its own', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
      try {
        protobuf.canonical(parseProtobuf(Buffer.from(bytes).toString('base64')))
      } catch (error) {
        assert.equal((error as { code?: number }).code, 42201, String(error))
      }
    }),
    { numRuns: 1000 },
  )
})
