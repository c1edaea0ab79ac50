/** What a declaration becomes: lengths and counts that lie, null, tags, defaults, and the bound on elements. */

import assert from 'node:assert/strict'
import test from 'node:test'
import { defineApi, ProtocolError } from '../../src/protocol/index.ts'
import { array, field, nullableArray, nullableStruct, struct } from '../../src/protocol/layout.ts'
import {
  bool,
  bytes,
  int8,
  int32,
  int64,
  nullableBytes,
  nullableString,
  records,
  string,
  uuid,
} from '../../src/protocol/wire-types.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')

/** A message of one field, plain in version 0 and flexible in version 1. */
function one<Type extends Parameters<typeof field>[0]>(type: Type) {
  const fields = { value: field(type, '0+', 'The value.') }
  return defineApi({ key: 0, name: 'One', versions: '0-1', flexible: '1+', doc: '', request: fields, response: fields })
}

const refused: [string, Parameters<typeof field>[0], number, string][] = [
  ['text of length -1', string, 0, 'ffff'],
  ['text of length -2', string, 0, 'fffe'],
  ['nullable text of length -2', nullableString, 0, 'fffe'],
  ['text that is longer than what is left', string, 0, '7fff 61'],
  ['compact text that is null', string, 1, '00 00'],
  ['compact text of four gigabytes', string, 1, 'ffffffff0f 61 00'],
  ['compact text with a length of more than 32 bits', string, 1, 'ffffffff1f 61 00'],
  ['compact text with a length that does not end', string, 1, '808080808000 61 00'],
  ['text that is not UTF-8', string, 0, '0002 c328'],
  ['bytes that are null', bytes, 0, 'ffffffff'],
  ['bytes of length -2', nullableBytes, 0, 'fffffffe'],
  ['bytes of two gigabytes', bytes, 0, '7fffffff 00'],
  ['records that are null', records, 0, 'ffffffff'],
  ['a list that is null', array(int8), 0, 'ffffffff'],
  ['a list of -2', nullableArray(int8), 0, 'fffffffe'],
  ['a list of two billion', array(int8), 0, '7fffffff 00'],
  ['a list with more than the bytes left can hold', array(int32), 0, '00000003 00000000 00000000 000000'],
  ['a compact list of four billion', array(string), 1, 'ffffffff0f 00'],
  ['a compact list that is null', array(int8), 1, '00 00'],
  ['a struct behind a marker that is neither 1 nor -1', nullableStruct({ a: field(int8, '0+', '') }), 0, '00 01'],
  ['an int64 beyond 2^53', int64, 0, '0020000000000000'],
  ['an int64 below -2^53', int64, 0, 'ffdfffffffffffff'],
  ['a uuid that is cut off', uuid, 0, '00112233445566778899aabbccddee'],
]

for (const [what, type, version, bytes] of refused) {
  test(`${what} is refused`, () => {
    assert.throws(() => one(type).decodeRequest(hex(bytes), version), ProtocolError)
  })
}

test('a bool is true for every byte but 0, and written as 0 or 1', () => {
  const api = one(bool)
  assert.deepEqual(
    ['00', '01', '02', 'ff'].map((byte) => api.decodeRequest(hex(byte), 0).value),
    [false, true, true, true],
  )
  assert.deepEqual(api.encodeRequest({ value: true }, 0), hex('01'))
})

test('an int64 holds what a number holds exactly', () => {
  const api = one(int64)
  for (const value of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, -1, 0, 2 ** 32, -(2 ** 32)])
    assert.equal(api.decodeRequest(api.encodeRequest({ value }, 0), 0).value, value)
})

test('text of 32767 bytes is the longest that is written, in either form', () => {
  const api = one(string)
  for (const version of [0, 1]) {
    const longest = `${'ä'.repeat(16383)}a`
    assert.equal(api.decodeRequest(api.encodeRequest({ value: longest }, version), version).value, longest)
    assert.throws(() => api.encodeRequest({ value: `${longest}a` }, version), { key: 'cannotEncode' })
  }
})

test('a uuid is written from its usual form only', () => {
  const api = one(uuid)
  const value = '00112233-4455-6677-8899-aabbccddeeff'
  assert.deepEqual(api.encodeRequest({ value }, 0), hex('00112233445566778899aabbccddeeff'))
  for (const bad of ['', 'x', '00112233-4455-6677-8899-aabbccddee', `${value}00`])
    assert.throws(() => api.encodeRequest({ value: bad }, 0), { key: 'cannotEncode' })
})

test('a struct that is null is told from one whose fields are empty', () => {
  const api = one(nullableStruct({ a: field(int8, '0+', '') }))
  assert.deepEqual(api.encodeRequest({ value: null }, 1), hex('ff 00'))
  assert.deepEqual(api.encodeRequest({ value: { a: 0 } }, 1), hex('01 00 00 00'))
  assert.deepEqual(api.decodeRequest(hex('ff'), 0), { value: null })
  assert.deepEqual(api.decodeRequest(hex('01 07'), 0), { value: { a: 7 } })
})

test('a million elements are the most that one message may have, over all its lists', () => {
  const api = one(array(array(int8)))
  const lists = (...counts: number[]) =>
    Buffer.concat([
      Buffer.from([0, 0, 0, counts.length]),
      ...counts.flatMap((count) => [int32Bytes(count), Buffer.alloc(count)]),
    ])
  assert.deepEqual(api.decodeRequest(lists(2, 1), 0).value, [[0, 0], [0]])
  assert.doesNotThrow(() => api.decodeRequest(lists(999_997, 1), 0))
  assert.throws(() => api.decodeRequest(lists(500_000, 500_000), 0), { key: 'badLength' })
})

const Tagged = defineApi({
  key: 0,
  name: 'Tagged',
  versions: '0-1',
  flexible: '0+',
  doc: '',
  request: {
    plain: field(int8, '0+', ''),
    second: field(string, '0+', '', { tag: 2 }),
    first: field(struct({ a: field(int32, '0+', '', { default: -1 }) }), '0+', '', { tag: 0 }),
    late: field(nullableString, '1+', '', { tag: 5 }),
    count: field(int32, '0+', '', { tag: 1, default: 7 }),
  },
  response: {},
})
const untagged = { second: '', first: { a: -1 }, late: null, count: 7 }

test('tagged fields are written in the order of their tags, and only where they are not their default', () => {
  const encoded = (more: object) => Tagged.encodeRequest({ plain: 1, ...more }, 1).toString('hex')
  assert.equal(encoded({}), '0100')
  assert.equal(encoded(untagged), '0100')
  assert.equal(
    Tagged.encodeRequest({ plain: 1, second: 'x', first: { a: 2 }, late: 'y', count: 0 }, 1).toString('hex'),
    '01 04 0005 0000000200 0104 00000000 0202 0278 0502 0279'.replaceAll(' ', ''),
  )
})

test('a tagged field that is large is written whole', () => {
  const second = 'x'.repeat(5000)
  assert.equal(Tagged.decodeRequest(Tagged.encodeRequest({ plain: 1, second }, 0), 0).second, second)
})

test('tags that are not known in the version are skipped', () => {
  assert.deepEqual(Tagged.decodeRequest(hex('01 03 0303aabbcc 0502 0279 6400'), 0), { plain: 1, ...untagged })
})

const badTags: [string, string][] = [
  ['tags that descend', '01 02 0202 0278 0005 0000000200'],
  ['a tag twice', '01 02 0202 0278 0202 0279'],
  ['a tag whose size goes beyond the message', '01 01 2005 00'],
  ['a tag that is shorter than its value', '01 01 0004 0000000200'],
  ['a tag that is longer than its value', '01 01 0006 000000020000'],
  ['more tags than there are', '01 02 0202 0278'],
  ['four billion tags', '01 ffffffff0f'],
]

for (const [what, bytes] of badTags) {
  test(`${what} is refused`, () => {
    assert.throws(() => Tagged.decodeRequest(hex(bytes), 0), ProtocolError)
  })
}

test('bytes behind a message are ignored, and a message may begin at any place', () => {
  assert.deepEqual(Tagged.decodeRequest(hex('ffff 01 00 ffff'), 0, 2), { plain: 1, ...untagged })
})

test('a default that is a list is made anew for every message', () => {
  const api = defineApi({
    key: 0,
    name: 'Lists',
    versions: '0-1',
    flexible: 'none',
    doc: '',
    request: { list: field(array(int8), '1+', '', { default: [1] }) },
    response: {},
  })
  api.decodeRequest(hex(''), 0).list.push(2)
  assert.deepEqual(api.decodeRequest(hex(''), 0), { list: [1] })
})

function int32Bytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}
