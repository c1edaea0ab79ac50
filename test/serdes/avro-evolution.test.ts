/** Reader-schema evolution: what a writer wrote, as the reader declares it. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AvroSchema } from '@schemalog/serdes'
import { evolve, serdesError } from './codec.ts'

const record = (fields: readonly object[], more: object = {}) =>
  ({ type: 'record', name: 'R', fields, ...more }) as unknown as AvroSchema
const a = { name: 'a', type: 'int' }
const nested = (fields: readonly object[]) => ({ name: 'n', type: { type: 'record', name: 'N', fields } })

const readable: readonly { what: string; writer: AvroSchema; reader: AvroSchema; value: unknown; expected: unknown }[] =
  [
    { what: 'int as long', writer: 'int', reader: 'long', value: -5, expected: -5n },
    { what: 'int as float', writer: 'int', reader: 'float', value: 16_777_217, expected: 16_777_216 },
    { what: 'int as double', writer: 'int', reader: 'double', value: 5, expected: 5 },
    { what: 'long as float', writer: 'long', reader: 'float', value: 5n, expected: 5 },
    { what: 'float as double', writer: 'float', reader: 'double', value: 0.5, expected: 0.5 },
    {
      what: 'string as bytes',
      writer: record([{ name: 'b', type: 'string' }]),
      reader: record([{ name: 'b', type: 'bytes' }]),
      value: { b: 'ä' },
      expected: { b: Uint8Array.of(0xc3, 0xa4) },
    },
    {
      what: 'bytes as string',
      writer: record([{ name: 'b', type: 'bytes' }]),
      reader: record([{ name: 'b', type: 'string' }]),
      value: { b: Uint8Array.of(0xc3, 0xa4) },
      expected: { b: 'ä' },
    },
    { what: 'bare bytes as string', writer: 'bytes', reader: 'string', value: Uint8Array.of(0x61), expected: 'a' },
    // avsc reads magnitudes near 2^53 and above as double without their sign.
    {
      what: 'a negative long beyond 2^53 as double',
      writer: 'long',
      reader: 'double',
      value: -(2n ** 60n),
      expected: -(2 ** 60),
    },
    {
      what: 'a long that double rounds',
      writer: 'long',
      reader: 'double',
      value: -(2n ** 53n) - 3n,
      expected: -(2 ** 53) - 4,
    },
    {
      what: 'an added field with a default',
      writer: record([a]),
      reader: record([a, { name: 'b', type: 'string', default: 'x' }]),
      value: { a: 1 },
      expected: { a: 1, b: 'x' },
    },
    {
      what: 'an added field with a null default',
      writer: record([a]),
      reader: record([a, { name: 'b', type: ['null', 'int'], default: null }]),
      value: { a: 1 },
      expected: { a: 1, b: null },
    },
    {
      what: 'an added field whose default is of the second branch',
      writer: record([a]),
      reader: record([{ name: 'b', type: ['null', 'string'], default: 'x' }]),
      value: { a: 1 },
      expected: { b: 'x' },
    },
    {
      what: 'an added field with an object as default',
      writer: record([]),
      reader: record(
        [nested([a, { name: 'b', type: 'long', default: 2 }])].map((field) => ({ ...field, default: { a: 1 } })),
      ),
      value: {},
      expected: { n: { a: 1, b: 2n } },
    },
    {
      what: 'removed fields of every type',
      writer: record([
        { name: 'x0', type: 'null' },
        { name: 'x1', type: 'boolean' },
        { name: 'x2', type: 'long' },
        { name: 'x3', type: 'double' },
        { name: 'x4', type: 'string' },
        { name: 'x5', type: { type: 'array', items: { type: 'map', values: 'float' } } },
        { name: 'x6', type: ['null', { type: 'enum', name: 'E', symbols: ['A'] }] },
        { name: 'x7', type: { type: 'fixed', name: 'F', size: 3 } },
        nested([a]),
        a,
      ]),
      reader: record([a]),
      value: {
        x0: null,
        x1: true,
        x2: 2n ** 60n,
        x3: 1.5,
        x4: 'gone',
        x5: [{ k: 1 }, {}],
        x6: 'A',
        x7: Uint8Array.of(1, 2, 3),
        n: { a: 5 },
        a: 7,
      },
      expected: { a: 7 },
    },
    {
      what: 'reordered fields',
      writer: record([a, { name: 'b', type: 'string' }]),
      reader: record([{ name: 'b', type: 'string' }, a]),
      value: { a: 1, b: 'x' },
      expected: { b: 'x', a: 1 },
    },
    {
      what: 'a renamed field',
      writer: record([a]),
      reader: record([{ name: 'b', type: 'long', aliases: ['a'] }]),
      value: { a: 1 },
      expected: { b: 1n },
    },
    {
      what: 'one field taken twice',
      writer: record([a]),
      reader: record([a, { name: 'b', type: 'double', aliases: ['a'] }]),
      value: { a: 1 },
      expected: { a: 1, b: 1 },
    },
    {
      what: 'a renamed record',
      writer: record([a]),
      reader: record([a], { name: 'S', aliases: ['R'] }),
      value: { a: 1 },
      expected: { a: 1 },
    },
    // avsc compares full names here, the specification and the registry short ones.
    {
      what: 'a record in another namespace',
      writer: record([a], { namespace: 'v1' }),
      reader: record([a], { namespace: 'v2' }),
      value: { a: 1 },
      expected: { a: 1 },
    },
    {
      what: 'an enum with more symbols',
      writer: { type: 'enum', name: 'E', symbols: ['A'] },
      reader: { type: 'enum', name: 'E', symbols: ['B', 'A'] },
      value: 'A',
      expected: 'A',
    },
    {
      what: 'an unknown symbol as the default',
      writer: { type: 'enum', name: 'E', symbols: ['A', 'B'] },
      reader: { type: 'enum', name: 'E', symbols: ['A'], default: 'A' },
      value: 'B',
      expected: 'A',
    },
    // avsc refuses the schema for a symbol that no record uses.
    {
      what: 'a known symbol of an enum that lost another',
      writer: { type: 'enum', name: 'E', symbols: ['A', 'B'] },
      reader: { type: 'enum', name: 'E', symbols: ['B'] },
      value: 'B',
      expected: 'B',
    },
    {
      what: 'items that are promoted',
      writer: { type: 'array', items: 'int' },
      reader: { type: 'array', items: 'long' },
      value: [1, 2],
      expected: [1n, 2n],
    },
    {
      what: 'map values that become nullable',
      writer: { type: 'map', values: 'int' },
      reader: { type: 'map', values: ['null', 'int'] },
      value: { a: 1 },
      expected: { a: 1 },
    },
    {
      what: 'an empty array of what could not be read',
      writer: { type: 'array', items: 'string' },
      reader: { type: 'array', items: 'int' },
      value: [],
      expected: [],
    },
    {
      what: 'a recursive record that grows',
      writer: record([a, { name: 'next', type: ['null', 'R'] }]),
      reader: record([
        { name: 'next', type: ['null', 'R'], default: null },
        { name: 'a', type: 'long' },
        { name: 'b', type: 'int', default: 0 },
      ]),
      value: { a: 1, next: { a: 2, next: null } },
      expected: { next: { next: null, a: 2n, b: 0 }, a: 1n, b: 0 },
    },
  ]

for (const { what, writer, reader, value, expected } of readable) {
  test(`reads ${what}`, async () => {
    assert.deepEqual(await evolve(writer, reader, value), expected)
  })
}

test('defaults are fresh for each record', async () => {
  const reader = record([{ name: 'list', type: { type: 'array', items: 'int' }, default: [] }])
  const first = (await evolve(record([]), reader, {})) as { list: number[] }
  first.list.push(1)
  assert.deepEqual(await evolve(record([]), reader, {}), { list: [] })
})

const unreadable: readonly { what: string; writer: AvroSchema; reader: AvroSchema; value: unknown; error: object }[] = [
  {
    what: 'a field without a default',
    writer: record([]),
    reader: record([a]),
    value: {},
    error: { reason: /no field a/ },
  },
  {
    what: 'a string as int',
    writer: record([{ name: 'a', type: 'string' }]),
    reader: record([a]),
    value: { a: 'x' },
    error: { path: 'a', reason: /written as string.*readable as int/ },
  },
  { what: 'a long as int', writer: 'long', reader: 'int', value: 5n, error: {} },
  {
    what: 'a record of another name',
    writer: record([a]),
    reader: record([a], { name: 'S' }),
    value: { a: 1 },
    error: {},
  },
  {
    what: 'a fixed of another size',
    writer: { type: 'fixed', name: 'F', size: 1 },
    reader: { type: 'fixed', name: 'F', size: 2 },
    value: Uint8Array.of(1),
    error: {},
  },
  {
    what: 'a symbol that is gone',
    writer: { type: 'enum', name: 'E', symbols: ['A', 'B'] },
    reader: { type: 'enum', name: 'E', symbols: ['A'] },
    value: 'B',
    error: { reason: /symbol B is not one of E/ },
  },
  {
    what: 'one item of many',
    writer: { type: 'array', items: ['int', 'string'] },
    reader: { type: 'array', items: 'int' },
    value: [1, 2, 'x'],
    error: { path: '[2]' },
  },
]

for (const { what, writer, reader, value, error } of unreadable) {
  test(`cannot read ${what}, and says where`, async () => {
    await assert.rejects(evolve(writer, reader, value), serdesError('unreadableValue', error))
  })
}

test('a long beyond 2^53 is an error for a reader of numbers, with its digits', async () => {
  const schema = record([{ name: 'a', type: 'long' }])
  const { readAvro, writeAvro } = await import('./codec.ts')
  const payload = await writeAvro(schema, { a: -(2n ** 53n) })
  const failure = serdesError('outOfRange', { path: 'a', got: 'long -9007199254740992' })
  await assert.rejects(readAvro(schema, schema, payload, { longs: 'number' }), failure)
})
