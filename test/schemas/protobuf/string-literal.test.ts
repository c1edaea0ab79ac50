import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quote, readStringLiteral, toBytes } from '../../../src/schemas/protobuf/string-literal.ts'

const literals: [what: string, literal: string, value: string, bytes: number[], printed?: string][] = [
  ['letters', '"aé😀"', 'aé😀', [97, 195, 169, 240, 159, 152, 128]],
  [
    'named escapes',
    '"\\a\\b\\f\\n\\r\\t\\v\\\\\\\'\\""',
    '\x07\b\f\n\r\t\v\\\'"',
    [7, 8, 12, 10, 13, 9, 11, 92, 39, 34],
  ],
  ['single quotes', `'a"b'`, 'a"b', [97, 34, 98], '"a\\"b"'],
  ['escapes that are UTF-8 together', '"\\303\\xa9"', 'é', [195, 169], '"é"'],
  ['bytes that are no UTF-8', '"a\\377\\x80b"', 'a\udcff\udc80b', [97, 255, 128, 98], '"a\\377\\200b"'],
  ['letters by number', '"\\u00e9\\U0001F600"', 'é😀', [195, 169, 240, 159, 152, 128], '"é😀"'],
  ['a zero', '"\\0"', '\0', [0], '"\\000"'],
]
for (const [what, literal, value, bytes, printed = literal] of literals) {
  test(`a string literal with ${what} is read, written and turned into bytes`, () => {
    assert.deepEqual(readStringLiteral(literal, 0), { value, end: literal.length })
    assert.deepEqual([...toBytes(value)], bytes)
    assert.equal(quote(value), printed)
    assert.equal(readStringLiteral(printed, 0).value, value)
  })
}

test('a string literal that has no end says where', () => {
  assert.deepEqual(readStringLiteral('"ab\n"', 0), {
    value: '',
    end: 3,
    problem: 'a string has no closing quote on its line',
  })
  assert.match(readStringLiteral('"\\U00110000"', 0).problem ?? '', /beyond the last letter/)
})
