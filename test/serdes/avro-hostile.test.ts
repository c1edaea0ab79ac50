/** Bytes that nobody's serializer wrote: an error of the table or a valid value, never a crash, a hang or much memory. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type AvroSchema, SerdesError } from '@schemalog/serdes'
import type { Decode } from '../../serdes/definition.ts'
import { compileAvro, readAvro, serdesError, writeAvro } from './codec.ts'

const enumeration = { type: 'enum', name: 'E', symbols: ['A', 'B'] } as const
const list = (items: AvroSchema) => ({ type: 'array', items }) as const
const map = (values: AvroSchema) => ({ type: 'map', values }) as const
const empty = { type: 'record', name: 'Empty', fields: [] } as const

for (const { what, schema, hex, reason } of [
  { what: 'nothing at all', schema: 'int', hex: '', reason: /cut off/ },
  { what: 'a varint that goes on after the end', schema: 'long', hex: 'ffff', reason: /cut off/ },
  { what: 'bytes after the end', schema: 'int', hex: '0200', reason: /1 bytes after its end/ },
  { what: 'a boolean of 2', schema: 'boolean', hex: '02', reason: /2 for a boolean/ },
  { what: 'an int of 33 bits', schema: 'int', hex: 'ffffffff1f', reason: /32 bits/ },
  { what: 'an int of six bytes', schema: 'int', hex: '80808080800000', reason: /32 bits/ },
  { what: 'a long of 65 bits', schema: 'long', hex: 'ffffffffffffffffff02', reason: /64 bits/ },
  { what: 'a long of eleven bytes', schema: 'long', hex: '8080808080808080808000', reason: /64 bits/ },
  { what: 'half a double', schema: 'double', hex: '00000000', reason: /cut off/ },
  {
    what: 'a string longer than the record',
    schema: 'string',
    hex: '0661',
    reason: /length of 3 where 1 bytes are left/,
  },
  { what: 'a string of 2 GiB', schema: 'string', hex: 'feffffff0f61', reason: /length of 2147483647/ },
  { what: 'a string of 2^60 bytes', schema: 'string', hex: '8080808080808080201061', reason: /more than 32 bits/ },
  { what: 'a string of negative length', schema: 'string', hex: '0161', reason: /length of -1/ },
  { what: 'a string that is not UTF-8', schema: 'string', hex: '04c328', reason: /not UTF-8/ },
  { what: 'a surrogate in UTF-8', schema: 'string', hex: '06eda080', reason: /not UTF-8/ },
  { what: 'an overlong form in UTF-8', schema: 'string', hex: '04c080', reason: /not UTF-8/ },
  { what: 'a cut character in UTF-8', schema: 'string', hex: '06f09f98', reason: /not UTF-8/ },
  { what: 'a branch that is none', schema: ['null', 'int'], hex: '04', reason: /index 2 where there are 2/ },
  { what: 'a negative branch', schema: ['null', 'int'], hex: '01', reason: /index -1/ },
  { what: 'a symbol that is none', schema: enumeration, hex: '04', reason: /index 2/ },
  { what: 'a negative symbol', schema: enumeration, hex: '01', reason: /index -1/ },
  { what: '2^40 items', schema: list('int'), hex: '808080808040', reason: /1099511627776 items/ },
  { what: '2^40 map entries', schema: map('null'), hex: '808080808040', reason: /1099511627776 items/ },
  { what: '2^40 nulls', schema: list('null'), hex: '808080808040', reason: /items that take no bytes/ },
  { what: '2^40 empty records', schema: list(empty), hex: '808080808040', reason: /items that take no bytes/ },
  {
    what: 'many blocks of nulls',
    schema: list('null'),
    hex: `${'808004'.repeat(3)}00`,
    reason: /items that take no bytes/,
  },
  { what: 'a block that says a size beyond the record', schema: list('int'), hex: '01800202', reason: /length/ },
  {
    what: 'a decimal of 2,000 bytes',
    schema: { type: 'bytes', logicalType: 'decimal', precision: 4 },
    hex: 'ff'.repeat(2000),
    reason: /./,
  },
] satisfies { what: string; schema: AvroSchema; hex: string; reason: RegExp }[]) {
  test(`${what} is refused`, async () => {
    const key = what.startsWith('a decimal') ? 'outOfRange' : 'malformedRecord'
    const details = key === 'outOfRange' ? {} : { reason }
    await assert.rejects(readAvro(schema, schema, Buffer.from(hex, 'hex')), serdesError(key, details))
  })
}

test('items without bytes are refused as well when they are skipped', async () => {
  const writer: AvroSchema = { type: 'record', name: 'R', fields: [{ name: 'nulls', type: list('null') }] }
  const reader: AvroSchema = { type: 'record', name: 'R', fields: [] }
  const failure = serdesError('malformedRecord', { path: 'nulls', reason: /no bytes/ })
  await assert.rejects(readAvro(writer, reader, Buffer.from('808080808040', 'hex')), failure)
})

test('a block that says its size is read, and skipped as a whole', async () => {
  const writer: AvroSchema = {
    type: 'record',
    name: 'R',
    fields: [
      { name: 'list', type: list('int') },
      { name: 'a', type: 'int' },
    ],
  }
  const reader: AvroSchema = { type: 'record', name: 'R', fields: [{ name: 'a', type: 'int' }] }
  const payload = Buffer.from('030402040006', 'hex')
  assert.deepEqual(await readAvro(writer, writer, payload), { list: [1, 2], a: 3 })
  assert.deepEqual(await readAvro(writer, reader, payload), { a: 3 })
})

test('10,000 levels are refused, when they are read and when they are skipped', async () => {
  const node = { type: 'record', name: 'Node', fields: [{ name: 'next', type: ['null', 'Node'] }] } as const
  const payload = Buffer.alloc(10_001, 2).fill(0, 10_000)
  await assert.rejects(readAvro(node, node, payload), serdesError('tooDeep'))
  const holder = (fields: readonly object[]) => ({ type: 'record', name: 'Holder', fields }) as unknown as AvroSchema
  await assert.rejects(readAvro(holder([{ name: 'node', type: node }]), holder([]), payload), serdesError('tooDeep'))
})

test('a key named __proto__ is a key and not a prototype', async () => {
  const payload = await writeAvro(map('string'), JSON.parse('{"__proto__":"polluted"}'))
  const value = await readAvro(map('string'), map('string'), payload)
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  assert.deepEqual(Object.entries(value as object), [['__proto__', 'polluted']])
})

test('an error names the place of the bytes that are wrong', async () => {
  const schema = map(list({ type: 'record', name: 'R', fields: [{ name: 'text', type: 'string' }] }))
  const payload = await writeAvro(schema, { 'a b': [{ text: 'x' }, { text: 'y' }] })
  payload[payload.indexOf('y')] = 0xff
  await assert.rejects(readAvro(schema, schema, payload), serdesError('malformedRecord', { path: '["a b"][1].text' }))
})

const everything: AvroSchema = {
  type: 'record',
  name: 'Everything',
  fields: [
    { name: 'boolean', type: 'boolean' },
    { name: 'int', type: 'int' },
    { name: 'long', type: 'long' },
    { name: 'float', type: 'float' },
    { name: 'double', type: 'double' },
    { name: 'text', type: 'string' },
    { name: 'bytes', type: 'bytes' },
    { name: 'fixed', type: { type: 'fixed', name: 'F', size: 3 } },
    { name: 'enumeration', type: enumeration },
    { name: 'list', type: list(['null', 'string', { type: 'long', logicalType: 'timestamp-millis' }]) },
    { name: 'map', type: map(['int', 'double']) },
    { name: 'amount', type: { type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 } },
    { name: 'next', type: ['null', 'Everything'] },
  ],
}
const leaf = {
  boolean: true,
  int: -5,
  long: -(2n ** 62n),
  float: 0.5,
  double: -1.5,
  text: 'grüße 🎉',
  bytes: Uint8Array.of(1, 2, 3),
  fixed: Uint8Array.of(1, 2, 3),
  enumeration: 'B',
  list: [null, 'a', new Date(5)],
  map: { a: { type: 'int', value: 1 }, b: { type: 'double', value: 2 } },
  amount: '12.34',
  next: null,
}
const value = { ...leaf, next: leaf }
/** Another version of it: every branch of the resolving decoder is met. */
const evolved: AvroSchema = {
  type: 'record',
  name: 'Everything',
  fields: [
    { name: 'added', type: list('int'), default: [1] },
    { name: 'int', type: 'long' },
    { name: 'long', type: 'double' },
    { name: 'enumeration', type: { type: 'enum', name: 'E', symbols: ['A'], default: 'A' } },
    { name: 'list', type: list(['null', 'string', 'long']) },
    { name: 'next', type: ['null', 'Everything'], default: null },
  ],
}

for (const { as, reader } of [
  { as: 'itself', reader: everything },
  { as: 'another version', reader: evolved },
]) {
  test(`every cut of a record is refused when it is read as ${as}`, async () => {
    const payload = await writeAvro(everything, value)
    const decode = await decoder(reader)
    for (let size = 0; size < payload.length; size++) {
      assert.throws(() => decode(payload.subarray(0, size), 0), serdesError('malformedRecord'))
    }
  })

  test(`10,000 records with flipped, cut and repeated bytes are refused or valid when they are read as ${as}`, async () => {
    const payload = await writeAvro(everything, value)
    const [codec, decode] = [await compileAvro(reader), await decoder(reader)]
    const random = seededRandom(20_261_124)
    let refused = 0
    for (let round = 0; round < 10_000; round++) {
      const mutated = mutate(payload, random)
      try {
        codec.encode(1, decode(mutated, 0))
      } catch (error) {
        // A valid value may still not be writable: a decimal of more digits than its precision.
        assert.ok(error instanceof SerdesError, `${error} for ${mutated.toString('hex')}`)
        refused++
      }
    }
    assert.ok(refused > 1_000 && refused < 10_000, `${refused} were refused`)
  })
}

async function decoder(reader: AvroSchema): Promise<Decode> {
  const text = JSON.stringify(everything)
  return (await compileAvro(reader)).decoder({ schemaType: 'AVRO', text, references: [] })
}

type Random = (below: number) => number

/** A linear congruential generator (Numerical Recipes), so that a failure can be repeated. */
function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function mutate(payload: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(payload)
  for (let flips = random(3); flips >= 0; flips--) bytes[random(bytes.length)] = random(256)
  switch (random(4)) {
    case 0:
      return bytes.subarray(0, random(bytes.length))
    case 1: {
      const from = random(bytes.length)
      return Buffer.concat([bytes.subarray(0, from), bytes.subarray(Math.max(0, from - 8))])
    }
    default:
      return bytes
  }
}
