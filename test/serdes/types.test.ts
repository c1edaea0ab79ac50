/** Types inferred from schema literals. Most of it is checked by tsc: a line that is wrong does not compile. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type AvroInput,
  type AvroOutput,
  defineAvro,
  defineJson,
  type InputOf,
  type JsonValue,
  type OutputOf,
} from '@schemalog/serdes'
import type { SerdeFactory, TypesOf } from '../../serdes/create-serde.ts'
import type { Serde } from '../../serdes/serde.ts'

/** True where both types are the same, and not merely assignable. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Compiles only for `true`; the name of the case is in the message otherwise. */
function holds<_Case extends true>(): void {}

type Defaults = { readonly longs: 'bigint'; readonly logicalTypes: true }
type Output<
  Schema,
  Types extends { longs: 'bigint' | 'number' | 'string'; logicalTypes: boolean } = Defaults,
> = AvroOutput<Schema, Types>
type Input<Schema> = AvroInput<Schema, Defaults>

const order = defineAvro('orders-value', {
  type: 'record',
  name: 'OrderPlaced',
  namespace: 'shop',
  fields: [
    { name: 'id', type: { type: 'string', logicalType: 'uuid' } },
    { name: 'cents', type: 'long' },
    { name: 'note', type: ['null', 'string'], default: null },
    { name: 'at', type: { type: 'long', logicalType: 'timestamp-millis' } },
    { name: 'state', type: { type: 'enum', name: 'State', symbols: ['OPEN', 'PAID'] } },
    {
      name: 'lines',
      type: {
        type: 'array',
        items: { type: 'record', name: 'Line', fields: [{ name: 'count', type: 'int', default: 1 }] },
      },
    },
    { name: 'previous', type: ['null', 'State'], default: null },
  ],
})

test('a record has every field on output, and those with a default may be left out on input', () => {
  holds<
    Same<
      OutputOf<typeof order>,
      {
        id: string
        cents: bigint
        note: string | null
        at: Date
        state: 'OPEN' | 'PAID'
        lines: { count: number }[]
        previous: 'OPEN' | 'PAID' | null
      }
    >
  >()
  const least: InputOf<typeof order> = { id: '', cents: 1n, at: new Date(), state: 'PAID', lines: [{}] }
  // @ts-expect-error cents has no default
  const missing: InputOf<typeof order> = { id: '', at: new Date(), state: 'PAID', lines: [] }
  // @ts-expect-error the symbol is none
  const symbol: InputOf<typeof order> = { ...least, state: 'LOST' }
  // @ts-expect-error a long is bigint
  const number: InputOf<typeof order> = { ...least, cents: 1 }
  // @ts-expect-error a field that is none
  const more: InputOf<typeof order> = { id: '', cents: 1n, at: new Date(), state: 'PAID', lines: [], color: 'red' }
  assert.ok([least, missing, symbol, number, more])
})

test('every kind of type has its values', () => {
  holds<Same<Output<'null'>, null>>()
  holds<Same<Output<'boolean'>, boolean>>()
  holds<Same<Output<'int'>, number>>()
  holds<Same<Output<'long'>, bigint>>()
  holds<Same<Output<{ type: 'long' }>, bigint>>()
  holds<Same<Output<'bytes'>, Uint8Array>>()
  holds<Same<Output<{ type: 'fixed'; name: 'F'; size: 2 }>, Uint8Array>>()
  holds<Same<Output<{ type: 'map'; values: 'int' }>, { [key: string]: number }>>()
  holds<Same<Output<{ type: 'array'; items: ['null', 'int'] }>, (number | null)[]>>()
  holds<Same<Input<{ type: 'array'; items: 'int' }>, readonly number[]>>()
})

test('the options change the types of longs and logical types', () => {
  type Timestamp = { type: 'long'; logicalType: 'timestamp-millis' }
  holds<Same<Output<'long', { longs: 'number'; logicalTypes: true }>, number>>()
  holds<Same<Output<'long', { longs: 'string'; logicalTypes: true }>, string>>()
  holds<Same<Output<Timestamp, { longs: 'number'; logicalTypes: false }>, number>>()
  holds<Same<Output<{ type: 'long'; logicalType: 'timestamp-micros' }>, bigint>>()
  holds<Same<Output<{ type: 'int'; logicalType: 'date' }>, Date>>()
  holds<Same<Output<{ type: 'bytes'; logicalType: 'decimal'; precision: 4; scale: 2 }>, string>>()
  holds<Same<Output<{ type: 'bytes'; logicalType: 'decimal' }>, Uint8Array>>()
  holds<Same<Output<{ type: 'fixed'; name: 'F'; size: 16; logicalType: 'uuid' }>, string>>()
  holds<Same<TypesOf<{ registry: string }>['longs'], 'bigint'>>()
  holds<Same<TypesOf<{ registry: string }>['logicalTypes'], true>>()
  holds<Same<TypesOf<{ longs: 'number' }>['longs'], 'number'>>()
})

test('a union is bare where its branches differ in kind, and names the branch otherwise', () => {
  type Cat = { type: 'record'; name: 'Cat'; namespace: 'pets'; fields: [{ name: 'lives'; type: 'int' }] }
  type Dog = { type: 'record'; name: 'pets.Dog'; fields: [] }
  holds<Same<Output<['null', 'int', 'long', 'string']>, null | number | bigint | string>>()
  holds<Same<Output<['null', Cat]>, null | { lives: number }>>()
  holds<Same<Output<['int', 'double']>, { type: 'int'; value: number } | { type: 'double'; value: number }>>()
  holds<
    Same<
      Output<['null', 'int', 'long'], { longs: 'number'; logicalTypes: true }>,
      null | { type: 'int'; value: number } | { type: 'long'; value: number }
    >
  >()
  type Pets = Output<['null', Cat, Dog]>
  const pet = { type: 'pets.Cat', value: { lives: 9 } } as Pets
  if (pet?.type === 'pets.Cat') holds<Same<typeof pet.value, { lives: number }>>()
  holds<Same<NonNullable<Pets>['type'], 'pets.Cat' | 'pets.Dog'>>()
  holds<Same<Output<['bytes', { type: 'bytes'; logicalType: 'decimal'; precision: 4 }]>, Uint8Array | string>>()
})

test('names are found in their namespace, and recursive types end', () => {
  type Tree = {
    type: 'record'
    name: 'Node'
    namespace: 'tree'
    fields: [
      { name: 'value'; type: 'int' },
      { name: 'children'; type: { type: 'array'; items: 'Node' } },
      { name: 'root'; type: ['null', 'tree.Node'] },
    ]
  }
  type Node = Output<Tree>
  holds<Same<Node['children'][number]['children'][number]['value'], number>>()
  holds<Same<NonNullable<Node['root']>['value'], number>>()
  type Two = {
    type: 'record'
    name: 'a.R'
    fields: [
      { name: 'x'; type: { type: 'enum'; name: 'E'; symbols: ['A'] } },
      { name: 'y'; type: { type: 'record'; name: 'b.S'; fields: [{ name: 'z'; type: 'a.E' }] } },
      { name: 'w'; type: 'E' },
    ]
  }
  holds<Same<Output<Two>, { x: 'A'; y: { z: 'A' }; w: 'A' }>>()
})

test('nothing is claimed of a schema that is no literal', () => {
  const text: string = '"long"'
  const read = defineAvro('x', text)
  holds<Same<OutputOf<typeof read>, unknown>>()
  holds<Same<JsonValue<unknown>, unknown>>()
  holds<Same<AvroOutput<'missing.Name', Defaults>, unknown>>()
})

test('a JSON Schema literal gives the type of its values', () => {
  const user = defineJson('users-value', {
    title: 'User',
    type: 'object',
    required: ['name', 'tags'],
    properties: {
      name: { type: 'string' },
      age: { type: ['integer', 'null'] },
      tags: { type: 'array', items: { enum: ['a', 'b'] } },
      home: { $ref: '#/$defs/place' },
      contact: {
        oneOf: [{ const: 'none' }, { type: 'object', required: ['mail'], properties: { mail: { type: 'string' } } }],
      },
      more: { type: 'object', additionalProperties: { type: 'number' } },
    },
    $defs: {
      place: {
        type: 'object',
        properties: { inside: { $ref: '#/$defs/place' }, city: { type: 'string' } },
        required: ['city'],
      },
    },
  })
  type User = OutputOf<typeof user>
  holds<Same<User['name'], string>>()
  holds<Same<User['age'], number | null | undefined>>()
  holds<Same<User['tags'], ('a' | 'b')[]>>()
  holds<Same<NonNullable<NonNullable<User['home']>['inside']>['city'], string>>()
  holds<Same<User['contact'], 'none' | { mail: string } | undefined>>()
  holds<Same<User['more'], { [name: string]: number } | undefined>>()
  holds<
    Same<
      JsonValue<{ allOf: [{ type: 'object'; required: ['a']; properties: { a: { type: 'number' } } }] }>['a'],
      number
    >
  >()
  const least: User = { name: '', tags: [] }
  // @ts-expect-error name is required
  const missing: User = { tags: [] }
  assert.ok([least, missing])
})

test('prepare gives one serde for one definition, and as many as there are definitions', () => {
  const key = defineAvro('orders-key', 'string')
  // Only its type is used: nothing is prepared here.
  const prepare = async (factory: SerdeFactory<Defaults>) => {
    const one = await factory.prepare(order)
    holds<Same<typeof one, Serde<InputOf<typeof order>, OutputOf<typeof order>>>>()
    const [first, second, ...rest] = await factory.prepare(key, order)
    holds<Same<typeof first, Serde<string, string>>>()
    holds<Same<typeof second, typeof one>>()
    holds<Same<typeof rest, []>>()
  }
  assert.equal(typeof prepare, 'function')
})
