/** Unions: bare where the declared schema can tell branches apart, `{ type, value }` otherwise, for ever. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AvroSchema } from '@schemalog/serdes'
import { evolve, roundTrip, serdesError } from './codec.ts'

const cat = { type: 'record', name: 'Cat', namespace: 'pets', fields: [{ name: 'lives', type: 'int' }] } as const
const dog = { type: 'record', name: 'Dog', namespace: 'pets', fields: [{ name: 'tricks', type: 'int' }] } as const
const color = { type: 'enum', name: 'Color', symbols: ['RED', 'GREEN'] } as const
const hash = { type: 'fixed', name: 'Hash', size: 2 } as const

const shapes: readonly { union: AvroSchema; values: readonly unknown[]; longs?: 'number' }[] = [
  { union: ['null', 'string'], values: [null, 'a'] },
  { union: ['string', 'null'], values: [null, 'a'] },
  { union: ['int', 'long'], values: [1, 1n] },
  { union: ['null', 'boolean', 'int', 'long', 'string', 'bytes'], values: [null, true, 1, 2n, 'a', Uint8Array.of(1)] },
  { union: [color, { type: 'array', items: 'int' }, { type: 'map', values: 'int' }], values: ['RED', [1], { a: 1 }] },
  { union: ['null', cat], values: [null, { lives: 9 }] },
  { union: [{ type: 'long', logicalType: 'timestamp-millis' }, 'int'], values: [new Date(5), 5] },
  {
    union: ['int', 'double'],
    values: [
      { type: 'int', value: 1 },
      { type: 'double', value: 1 },
    ],
  },
  {
    union: ['null', 'int', 'long'],
    values: [null, { type: 'int', value: 1 }, { type: 'long', value: 1 }],
    longs: 'number',
  },
  {
    union: [cat, dog],
    values: [
      { type: 'pets.Cat', value: { lives: 9 } },
      { type: 'pets.Dog', value: { tricks: 1 } },
    ],
  },
  {
    union: ['string', color],
    values: [
      { type: 'string', value: 'RED' },
      { type: 'Color', value: 'RED' },
    ],
  },
  {
    union: ['bytes', hash],
    values: [
      { type: 'bytes', value: Uint8Array.of(1, 2) },
      { type: 'Hash', value: Uint8Array.of(1, 2) },
    ],
  },
  {
    union: [{ type: 'map', values: 'int' }, cat],
    values: [
      { type: 'map', value: { lives: 9 } },
      { type: 'pets.Cat', value: { lives: 9 } },
    ],
  },
]

for (const { union, values, longs = 'bigint' } of shapes) {
  for (const value of values) {
    const shown = JSON.stringify(value, (_, item) => (typeof item === 'bigint' ? `${item}n` : item))
    test(`${JSON.stringify(union)} holds ${shown} with longs as ${longs}`, async () => {
      assert.deepEqual(await roundTrip(union, value, { longs }), value)
    })
  }
}

for (const { union, value, error } of [
  { union: ['null', 'string'], value: 5, error: { expected: 'null or string', got: 'number 5' } },
  { union: ['int', 'double'], value: 5, error: { expected: /type, value/ } },
  { union: ['int', 'double'], value: null, error: {} },
  { union: ['int', 'double'], value: { type: 'long', value: 5 }, error: {} },
  { union: ['int', 'double'], value: { type: 'int', value: 'x' }, error: { path: 'value', expected: 'int' } },
] satisfies { union: AvroSchema; value: unknown; error: object }[]) {
  test(`${JSON.stringify(union)} refuses ${JSON.stringify(value)}`, async () => {
    await assert.rejects(roundTrip(union, value), serdesError('invalidValue', error))
  })
}

test('a branch added by a later writer does not change the shape that an older reader sees', async () => {
  const older = ['null', 'int'] as const
  const newer = ['null', 'int', 'double'] as const
  assert.deepEqual(await evolve(newer, older, { type: 'int', value: 5 }), 5)
  assert.deepEqual(await evolve(older, newer, 5), { type: 'int', value: 5 })
})

test('a value read into a union is put into the branch that it is promoted to', async () => {
  assert.equal(await evolve('int', ['null', 'long'], 5), 5n)
  assert.deepEqual(await evolve('int', ['float', 'double'], 5), { type: 'float', value: 5 })
  assert.deepEqual(await evolve('long', ['string', 'long', 'double'], 5n), 5n)
})

test('a record read into a union goes by its full name first, then by its short one', async () => {
  const other = { ...cat, namespace: 'zoo' }
  assert.deepEqual(await evolve(cat, [other, cat], { lives: 9 }), { type: 'pets.Cat', value: { lives: 9 } })
  assert.deepEqual(await evolve(cat, [dog, other], { lives: 9 }), { type: 'zoo.Cat', value: { lives: 9 } })
})

test('a nullable field read as one without null fails only for null', async () => {
  assert.equal(await evolve(['null', 'string'], 'string', 'a'), 'a')
  await assert.rejects(evolve(['null', 'string'], 'string', null), serdesError('unreadableValue', { reason: /null/ }))
})

test('a branch that the reader lacks fails only for the values that use it', async () => {
  assert.equal(await evolve(['null', 'int', 'string'], ['null', 'string'], 'a'), 'a')
  const failure = serdesError('unreadableValue', { reason: /int.*union of null, string/ })
  await assert.rejects(evolve(['null', 'int', 'string'], ['null', 'string'], 5), failure)
})
