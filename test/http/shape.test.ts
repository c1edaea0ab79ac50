/** Bodies are read by their declaration: known fields of the right type, everything else left out or refused. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  anything,
  boolean,
  choice,
  field,
  fieldWithDefault,
  integer,
  list,
  long,
  map,
  nullableField,
  object,
  readShape,
  requiredField,
  string,
} from '../../src/http/shape.ts'

const Inner = object('Inner', {
  id: field(integer, ''),
  kind: fieldWithDefault(choice('A', 'B'), '', 'A'),
})
const Outer = object('Outer', {
  text: field(string, ''),
  on: field(boolean, ''),
  cleared: nullableField(string, ''),
  inner: field(list(Inner), ''),
  words: field(map(list(string)), ''),
})

test('known fields are read, unknown ones left out, defaults filled in', () => {
  const body = { text: 'x', on: false, inner: [{ id: -1, more: 1 }], words: { a: ['b'] }, tomorrow: {} }
  assert.deepEqual(readShape(Outer, body), {
    text: 'x',
    on: false,
    inner: [{ id: -1, kind: 'A' }],
    words: { a: ['b'] },
  })
})

test('null is as if absent, except where it clears', () => {
  assert.deepEqual(readShape(Outer, { text: null, cleared: null, inner: [{ kind: null }] }), {
    cleared: null,
    inner: [{ kind: 'A' }],
  })
  assert.deepEqual(readShape(Outer, {}), {})
})

test('a required field must be there, and null is not', () => {
  const Entry = object('Entry', { sequence: requiredField(long, ''), before: field(anything, '') })
  assert.deepEqual(readShape(Entry, { sequence: 2 ** 53 - 1, before: [1, null] }), {
    sequence: 2 ** 53 - 1,
    before: [1, null],
  })
  const message = "Field 'sequence' must be an integer up to 2^53, not "
  assert.throws(() => readShape(Entry, {}), { code: 400, message: `${message}left out` })
  assert.throws(() => readShape(Entry, { sequence: null }), { code: 400, message: `${message}null` })
  assert.throws(() => readShape(Entry, { sequence: 2 ** 53 }), { code: 400, message: `${message}9007199254740992` })
})

const wrong: [body: unknown, message: string][] = [
  [[], 'The body must be an object, not an array'],
  ['x', 'The body must be an object, not "x"'],
  [{ text: 5 }, "Field 'text' must be a string, not 5"],
  [{ text: { type: 'record' } }, "Field 'text' must be a string, not an object"],
  [{ on: 'true' }, 'Field \'on\' must be true or false, not "true"'],
  [{ inner: {} }, "Field 'inner' must be an array, not an object"],
  [{ inner: [null] }, "Field 'inner[0]' must be an object, not null"],
  [{ inner: [{}, { id: '1' }] }, 'Field \'inner[1].id\' must be an integer of 32 bits, not "1"'],
  [{ inner: [{ id: 1.5 }] }, "Field 'inner[0].id' must be an integer of 32 bits, not 1.5"],
  [{ inner: [{ id: 2 ** 31 }] }, "Field 'inner[0].id' must be an integer of 32 bits, not 2147483648"],
  [{ inner: [{ kind: 'C' }] }, 'Field \'inner[0].kind\' must be one of A, B, not "C"'],
  [{ words: { 'a.b': [1] } }, 'Field \'words["a.b"][0]\' must be a string, not 1'],
  [{ text: ['x'.repeat(100)] }, "Field 'text' must be a string, not an array"],
  [{ inner: 'x'.repeat(100) }, "Field 'inner' must be an array, not a string"],
]

for (const [body, message] of wrong)
  test(`400 says: ${message}`, () => {
    assert.throws(() => readShape(Outer, body), { key: 'wrongJsonType', code: 400, message })
  })

test('users may call their keys what they like', () => {
  const body = JSON.parse('{"words":{"__proto__":["a"],"constructor":["b"]},"__proto__":{"text":"x"}}')
  const read = readShape(Outer, body)
  assert.deepEqual(Object.entries(read.words ?? {}), [
    ['__proto__', ['a']],
    ['constructor', ['b']],
  ])
  assert.equal(read.text, undefined)
})

test('a body nested a hundred thousand deep in unknown fields is read', () => {
  const depth = 100_000
  const body = JSON.parse(`{"text":"x","more":${'['.repeat(depth)}${']'.repeat(depth)}}`)
  assert.deepEqual(readShape(Outer, body), { text: 'x' })
})
