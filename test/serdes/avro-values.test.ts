/** Values survive: what is written is what is read, and what would not survive is refused with its path. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AvroSchema } from '@schemalog/serdes'
import { roundTrip, serdesError, writeAvro } from './codec.ts'

const record = (...fields: readonly object[]) => ({ type: 'record', name: 'R', fields }) as unknown as AvroSchema

const kept: readonly { what: string; schema: AvroSchema; value: unknown; longs?: 'number' | 'string' }[] = [
  { what: 'the smallest long', schema: 'long', value: -(2n ** 63n) },
  { what: 'the largest long', schema: 'long', value: 2n ** 63n - 1n },
  { what: 'a long beyond 2^53', schema: 'long', value: 2n ** 53n + 1n },
  { what: 'a long of eight bytes', schema: 'long', value: -1_732_460_000_000_001n },
  { what: 'a long written as {"type":"long"}', schema: { type: 'long' }, value: 9_007_199_254_740_993n },
  { what: 'a long with an unknown logical type', schema: { type: 'long', logicalType: 'x' }, value: 2n ** 62n },
  { what: 'a safe long as number', schema: 'long', value: Number.MIN_SAFE_INTEGER, longs: 'number' },
  { what: 'a negative long as number', schema: 'long', value: -4_294_967_297, longs: 'number' },
  // avsc loses the last bit of this one.
  { what: 'a negative long below -2^52 as number', schema: 'long', value: -4_503_599_627_370_497, longs: 'number' },
  { what: 'a long as string', schema: 'long', value: '-9223372036854775808', longs: 'string' },
  { what: 'the smallest int', schema: 'int', value: -(2 ** 31) },
  { what: 'the largest int', schema: 'int', value: 2 ** 31 - 1 },
  { what: 'NaN', schema: 'double', value: Number.NaN },
  { what: 'minus zero', schema: 'double', value: -0 },
  { what: 'infinity as float', schema: 'float', value: Number.NEGATIVE_INFINITY },
  { what: 'an empty string', schema: 'string', value: '' },
  { what: 'a string of 24 ASCII characters', schema: 'string', value: 'abcdefghijklmnopqrstuvwx' },
  { what: 'a string of 63 characters', schema: 'string', value: 'x'.repeat(63) },
  { what: 'a string that needs a longer length than it looks', schema: 'string', value: 'ä'.repeat(40) },
  { what: 'a string of 8,192 characters', schema: 'string', value: '日'.repeat(8192) },
  { what: 'a character beyond 16 bits', schema: 'string', value: 'a🎉b' },
  { what: 'the replacement character itself', schema: 'string', value: 'a\ufffdb' },
  { what: 'a zero character', schema: 'string', value: 'a\u0000b' },
  { what: 'bytes', schema: 'bytes', value: Uint8Array.of(0, 255, 128) },
  { what: 'no bytes in a record', schema: record({ name: 'b', type: 'bytes' }), value: { b: new Uint8Array() } },
  { what: 'fixed', schema: { type: 'fixed', name: 'F', size: 2 }, value: Uint8Array.of(1, 2) },
  { what: 'an enum', schema: { type: 'enum', name: 'E', symbols: ['A', 'B'] }, value: 'B' },
  { what: 'an empty array', schema: { type: 'array', items: 'int' }, value: [] },
  { what: 'an empty map', schema: { type: 'map', values: 'int' }, value: {} },
  { what: 'a record without fields', schema: record(), value: {} },
  {
    what: 'a map with awkward keys',
    schema: { type: 'map', values: 'int' },
    value: JSON.parse('{"__proto__":1,"constructor":2,"toString":3,"":4,"a b":5}'),
  },
  {
    what: 'a record with awkward field names',
    schema: record({ name: '__proto__', type: 'int' }, { name: 'constructor', type: 'int' }),
    value: JSON.parse('{"__proto__":1,"constructor":2}'),
  },
]

for (const { what, schema, value, longs = 'bigint' } of kept) {
  test(`${what} survives`, async () => {
    assert.deepEqual(await roundTrip(schema, value, { longs }), value)
  })
}

test('a record bigger than a slab, and many small ones after it, survive', async () => {
  const schema: AvroSchema = { type: 'array', items: 'string' }
  const big = Array.from({ length: 20_000 }, (_, index) => `item ${index}`)
  assert.deepEqual(await roundTrip(schema, big), big)
  const records = await Promise.all(Array.from({ length: 2_000 }, (_, index) => writeAvro(schema, [`record ${index}`])))
  // All of them are views of shared slabs: none may have been written over.
  for (const [index, bytes] of records.entries()) assert.ok(bytes.includes(`record ${index}`))
})

const lines = record({
  name: 'lines',
  type: { type: 'array', items: { ...(record({ name: 'price', type: 'double' }) as object), name: 'Line' } },
})

const refused: readonly {
  what: string
  schema: AvroSchema
  value: unknown
  error: object
  longs?: 'number' | 'string'
}[] = [
  { what: 'a long given as number', schema: 'long', value: 5, error: { expected: /bigint/, got: 'number 5' } },
  { what: 'a long of 65 bits', schema: 'long', value: 2n ** 63n, error: { got: 'bigint 9223372036854775808n' } },
  { what: 'an unsafe long as number', schema: 'long', value: 2 ** 53, error: { expected: /2\^53/ }, longs: 'number' },
  { what: 'a fraction as long', schema: 'long', value: 1.5, error: {}, longs: 'number' },
  { what: 'a string that is no long', schema: 'long', value: '12a', error: {}, longs: 'string' },
  { what: 'a string long of 65 bits', schema: 'long', value: '9223372036854775808', error: {}, longs: 'string' },
  { what: 'an int of 33 bits', schema: 'int', value: 2 ** 31, error: { expected: 'int' } },
  { what: 'a fraction as int', schema: 'int', value: 0.5, error: {} },
  { what: 'a number too large for float', schema: 'float', value: 1e39, error: { expected: /32 bits/ } },
  { what: 'a lone surrogate', schema: 'string', value: 'a\ud800', error: { expected: /whole characters/ } },
  { what: 'a short lone surrogate in a long string', schema: 'string', value: `${'x'.repeat(90)}\udc00`, error: {} },
  {
    what: 'a symbol that is none',
    schema: { type: 'enum', name: 'E', symbols: ['A'] },
    value: 'constructor',
    error: {},
  },
  { what: 'fixed of another size', schema: { type: 'fixed', name: 'F', size: 2 }, value: Uint8Array.of(1), error: {} },
  { what: 'an array for a record', schema: record({ name: 'a', type: 'int', default: 1 }), value: [], error: {} },
  { what: 'a Map for a map', schema: { type: 'map', values: 'int' }, value: new Map([['a', 1]]), error: {} },
  {
    what: 'an inherited property for a field',
    schema: record({ name: 'constructor', type: 'string' }),
    value: {},
    error: {},
  },
  { what: 'undefined for null', schema: ['null', 'string'], value: undefined, error: { expected: 'null or string' } },
  {
    what: 'a wrong value deep inside',
    schema: lines,
    value: { lines: [{ price: 1 }, { price: 2 }, { price: '3' }] },
    error: { path: 'lines[2].price', expected: 'double', got: 'string "3"' },
  },
  {
    what: 'a wrong value in a map',
    schema: { type: 'map', values: { type: 'map', values: 'int' } },
    value: { 'a b': { c: null } },
    error: { path: '["a b"].c', expected: 'int', got: 'null' },
  },
  { what: 'a missing field', schema: lines, value: {}, error: { path: 'lines', got: 'undefined' } },
]

for (const { what, schema, value, error, longs = 'bigint' } of refused) {
  test(`${what} is refused`, async () => {
    await assert.rejects(roundTrip(schema, value, { longs }), serdesError('invalidValue', error))
  })
}

test('an error of an own getter comes through as it is, and the next value is written well', async () => {
  const broken = Object.defineProperty({}, 'a', {
    get() {
      throw new Error('mine')
    },
  })
  const schema = record({ name: 'a', type: 'int' })
  await assert.rejects(writeAvro(schema, broken), { message: 'mine' })
  assert.deepEqual(await roundTrip(schema, { a: 1 }), { a: 1 })
})

test('a getter that serializes another value meanwhile does not disturb the record around it', async () => {
  const { compileAvro } = await import('./codec.ts')
  const codec = await compileAvro(record({ name: 'a', type: 'string' }, { name: 'b', type: 'string' }))
  const outer = {
    a: 'outer',
    get b() {
      return codec.encode(9, { a: 'inner', b: 'inner' }).toString('latin1', 6)
    },
  }
  assert.equal(codec.encode(9, outer).toString('latin1', 5), '\nouter\x16inner\ninner')
})

test('a value that contains itself ends in an error', async () => {
  const schema = record({ name: 'next', type: ['null', 'R'] })
  const value: { next?: unknown } = {}
  value.next = value
  await assert.rejects(writeAvro(schema, value), serdesError('tooDeep'))
})

test('a top-level bytes schema is written without a length, as Confluent does', async () => {
  assert.deepEqual(await writeAvro('bytes', Uint8Array.of(7, 8)), Buffer.of(7, 8))
  assert.deepEqual(await roundTrip('bytes', new Uint8Array()), new Uint8Array())
  assert.deepEqual(await writeAvro(['null', 'bytes'], Uint8Array.of(7)), Buffer.of(2, 2, 7))
})

test('a field with a default may be left out, and its default is written', async () => {
  const schema = record(
    { name: 'a', type: 'long', default: 7 },
    { name: 'b', type: ['null', 'string'], default: null },
    { name: 'c', type: { type: 'array', items: 'int' }, default: [1, 2] },
    { name: 'd', type: 'bytes', default: '\u00ff' },
  )
  const expected = { a: 7n, b: null, c: [1, 2], d: Uint8Array.of(255) }
  assert.deepEqual(await roundTrip(schema, {}), expected)
  assert.deepEqual(await roundTrip(schema, { a: undefined }), expected)
})

test('a default of a long beyond 2^53 keeps all of its digits, declared as bigint or in JSON text', async () => {
  const declared = record({ name: 'a', type: 'long', default: 9_007_199_254_740_993n })
  assert.deepEqual(await roundTrip(declared, {}), { a: 9_007_199_254_740_993n })
  const text = '{"type":"record","name":"R","fields":[{"name":"a","type":"long","default":9007199254740993}]}'
  assert.deepEqual(await roundTrip(text, {}), { a: 9_007_199_254_740_993n })
})

for (const { schema, reason } of [
  { schema: 'nonsense', reason: /"nonsense" is not defined/ },
  { schema: '{"type":', reason: /no JSON/ },
  { schema: { type: 'record', name: 'R', fields: [{ name: 'a', type: 'Missing' }] }, reason: /"Missing"/ },
  { schema: { type: 'record', name: 'R' }, reason: /R has no fields/ },
  { schema: { type: 'enum', name: 'E', symbols: ['A', 'A'] }, reason: /symbol twice/ },
  { schema: { type: 'fixed', name: 'F' }, reason: /F has no size/ },
  { schema: ['int', 'int'], reason: /two branches int/ },
  { schema: ['int', ['string']], reason: /union lies directly/ },
  { schema: record({ name: 'a', type: 'int' }, { name: 'a', type: 'int' }), reason: /two fields a/ },
  { schema: record({ name: 'a', type: 'int', default: 'x' }), reason: /default of R\.a/ },
  { schema: record({ name: 'a', type: ['null', 'int'], default: 'x' }), reason: /default of R\.a/ },
  { schema: '['.repeat(20_000) + ']'.repeat(20_000), reason: /./ },
] satisfies { schema: AvroSchema; reason: RegExp }[]) {
  test(`schema ${JSON.stringify(schema).slice(0, 70)} is refused`, async () => {
    await assert.rejects(roundTrip(schema, {}), serdesError('invalidSchema', { reason }))
  })
}
