import assert from 'node:assert/strict'
import { test } from 'node:test'
import { printJson, withSortedKeys } from '../../src/schemas/json-print.ts'
import { type JsonDialect, readJson } from '../../src/schemas/json-text.ts'

const plain: JsonDialect = { comments: false, nonFiniteNumbers: false, trailingText: false }

function reprint(text: string, dialect: Partial<JsonDialect> = {}): string {
  return printJson(readJson(text, { ...plain, ...dialect }), 'decimal')
}

const kept: [what: string, text: string, printed?: string][] = [
  ['integers of any size', '123456789012345678901234567890'],
  ['digits of decimals', '[1.50,0.10,100.00]'],
  ['the order of keys that look like integers', '{"b":1,"2":1,"1":1}'],
  ['names that mean something to JavaScript', '{"__proto__":{"constructor":1},"toString":2}'],
  ['the last value of a repeated key at its first place', '{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
  ['letters beyond ASCII, without their escapes', '"\\u00e9\\/\\ud83d\\ude00"', '"é/😀"'],
  ['control characters, as escapes in upper case', '"\\u001f\\n\\u007f"', '"\\u001F\\n\u007f"'],
  ['lone surrogates, as escapes', '"\\ud800x"', '"\\uD800x"'],
  ['quotes and backslashes', '"\\"\\\\u001f"'],
  ['white space inside texts only', ' [ " a " , { } ]\n', '[" a ",{}]'],
]
for (const [what, text, printed = text] of kept) {
  test(`JSON text keeps ${what}`, () => assert.equal(reprint(text), printed))
}

const refused: [text: string, message: RegExp][] = [
  ['', /line 1, column 1: expected a JSON value but the text ends/],
  ['{"a":1,}', /line 1, column 8: expected a key in double quotes but found '}'/],
  ['{\n  "a": tru\n}', /line 2, column 8: expected a JSON value but found 't'/],
  ['{"a" 1}', /column 6: expected ':' but found '1'/],
  ['[1 2]', /column 4: expected ',' or '\]' but found '2'/],
  ['[01]', /column 2: malformed number/],
  ['[1.]', /column 2: malformed number/],
  ['[.5]', /column 2: expected a JSON value/],
  ['"abc', /column 1: a string is not closed/],
  ['"a\tb"', /column 3: a control character in a string must be escaped/],
  ['"\\x"', /column 2: unknown escape/],
  ['"\\u12g4"', /column 2: \\u must be followed by four hexadecimal digits/],
  ["{'a':1}", /expected a key in double quotes but found '''/],
  ['1 1', /column 3: expected the end of the schema but found '1'/],
  ['NaN', /expected a JSON value but found 'N'/],
  ['// c\n1', /expected a JSON value but found '\/'/],
  ['😀', /found '😀'/],
]
for (const [text, message] of refused) {
  test(`JSON text ${JSON.stringify(text)} is refused with its place`, () => {
    assert.throws(() => reprint(text), { key: 'invalidSchema', code: 42201, message })
  })
}

test('a dialect may allow comments, not-a-number and text behind the value', () => {
  assert.equal(reprint('/* a */ [1, // b\n2]', { comments: true }), '[1,2]')
  assert.equal(reprint('[NaN,-Infinity]', { nonFiniteNumbers: true }), '["NaN","-Infinity"]')
  assert.equal(reprint('{} and more', { trailingText: true }), '{}')
  assert.throws(() => reprint('{} // c', { comments: true }), /expected the end of the schema/)
  assert.throws(() => reprint('{ /* c', { comments: true }), /a comment is not closed/)
})

test('a text that is too long, too deep or too full is refused before it costs anything', () => {
  const tooLarge = { key: 'schemaTooLarge', code: 42201 }
  assert.throws(() => reprint('['.repeat(1_000_000)), { ...tooLarge, message: /nesting depth .* limit of 1000/ })
  assert.throws(() => reprint(`"${'a'.repeat(10 * 1024 * 1024)}"`), { ...tooLarge, message: /length/ })
  assert.throws(() => reprint(`[${'1,'.repeat(1_000_000)}1]`), { ...tooLarge, message: /number of values/ })
  assert.throws(() => reprint('1'.repeat(1001)), { ...tooLarge, message: /length of a number/ })
  assert.throws(() => reprint('1e1234567890'), { ...tooLarge, message: /exponent/ })
  assert.equal(reprint(`${'['.repeat(1000)}${']'.repeat(1000)}`).length, 2000)
})

test('keys are sorted at every level by UTF-16 units, lists stay as they are', () => {
  const sorted = withSortedKeys(readJson('{"b":[{"z":1,"y":2},1],"a":{"10":1,"9":2},"B":0}', plain))
  assert.equal(printJson(sorted, 'decimal'), '{"B":0,"a":{"10":1,"9":2},"b":[{"y":2,"z":1},1]}')
})
