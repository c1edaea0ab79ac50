/** JSON Schema: values are checked on both sides, and what JSON would lose is refused. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { defineJson, type JsonSchema } from '@schemalog/serdes'
import type { Codec, CodecOptions } from '../../serdes/definition.ts'
import { serdesError } from './codec.ts'

function compileJson(schema: JsonSchema, options: Partial<CodecOptions> = {}): Promise<Codec> {
  const all = { longs: 'bigint', logicalTypes: true, validate: true, ...options } as const
  return defineJson('test-value', schema).compile(all)
}

async function write(schema: JsonSchema, value: unknown): Promise<string> {
  return (await compileJson(schema)).encode(7, value).toString('utf8', 5)
}

async function read(schema: JsonSchema, text: string | Buffer): Promise<unknown> {
  const decode = (await compileJson(schema)).decoder({ schemaType: 'JSON', text: 'true', references: [] })
  return decode(Buffer.from(text), 0)
}

const order = {
  type: 'object',
  required: ['id', 'lines'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', format: 'uuid' },
    lines: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } } } },
    'a/b': { type: 'integer' },
  },
} as const
const id = '0f8fad5b-d9cb-469f-a165-70867728950e'

test('a value is framed as its JSON text, whatever its length', async () => {
  const codec = await compileJson(true)
  assert.equal(codec.encode(7, { a: 'ä' }).toString('hex'), `0000000007${Buffer.from('{"a":"ä"}').toString('hex')}`)
  for (const length of [0, 1_000, 5_000, 100_000]) {
    const text = '日'.repeat(length)
    assert.equal(await read(true, codec.encode(7, text).subarray(5)), text)
  }
})

for (const { what, value, path, expected } of [
  { what: 'a missing property', value: { lines: [] }, path: 'id', expected: /required property 'id'/ },
  { what: 'an unknown property', value: { id, lines: [], color: 1 }, path: 'color', expected: /additional properties/ },
  {
    what: 'a wrong type deep inside',
    value: { id, lines: [{}, { price: '3' }] },
    path: 'lines[1].price',
    expected: /number/,
  },
  { what: 'a wrong format', value: { id: 'x', lines: [] }, path: 'id', expected: /uuid/ },
  { what: 'a name with a slash', value: { id, lines: [], 'a/b': 0.5 }, path: '["a/b"]', expected: /integer/ },
]) {
  test(`${what} is refused when it is written and when it is read`, async () => {
    const failure = serdesError('invalidValue', { path, expected })
    await assert.rejects(write(order, value), failure)
    await assert.rejects(read(order, JSON.stringify(value)), failure)
  })
}

for (const { what, value, schema = true } of [
  { what: 'undefined', value: undefined },
  { what: 'a function', value: () => 1 },
  { what: 'a bigint', value: { a: 5n } },
  { what: 'NaN where a number is asked for', value: Number.NaN, schema: { type: 'number' } },
] satisfies { what: string; value: unknown; schema?: JsonSchema }[]) {
  test(`${what}, which JSON does not hold, is refused`, async () => {
    await assert.rejects(write(schema, value), serdesError('invalidValue'))
  })
}

test('a value that contains itself is refused', async () => {
  const value: { self?: unknown } = {}
  value.self = value
  await assert.rejects(write(true, value), serdesError('invalidValue', { got: /circular/ }))
})

test('50,000 levels are refused, whether ajv or JSON walks them', async () => {
  const deep = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)
  const nested = { type: 'array', items: { $ref: '#' } } as const
  await assert.rejects(read(nested, deep(50_000)), serdesError('tooDeep'))
  await assert.rejects(write(true, JSON.parse(deep(50_000))), serdesError('tooDeep'))
})

for (const { what, bytes, reason } of [
  { what: 'text that is no JSON', bytes: Buffer.from('{"a":'), reason: /no JSON/ },
  { what: 'no text', bytes: Buffer.alloc(0), reason: /no JSON/ },
  { what: 'text that is not UTF-8', bytes: Buffer.from('22c32822', 'hex'), reason: /not UTF-8/ },
]) {
  test(`${what} is refused`, async () => {
    await assert.rejects(read(true, bytes), serdesError('malformedRecord', { reason }))
  })
}

test('a property __proto__ is a property and not a prototype', async () => {
  const value = await read(true, '{"__proto__":{"a":1}}')
  assert.equal(Object.getPrototypeOf(value), Object.prototype)
  assert.deepEqual(Object.keys(value as object), ['__proto__'])
})

test('with validate off only JSON itself is asked for', async () => {
  const codec = await compileJson(order, { validate: false })
  const bytes = codec.encode(7, { any: 'thing' })
  assert.deepEqual(codec.decoder({ schemaType: 'JSON', text: '', references: [] })(bytes, 5), { any: 'thing' })
})

for (const { draft, schema, good, bad } of [
  { draft: 'draft-06', schema: { $schema: 'http://json-schema.org/draft-06/schema#', const: 1 }, good: 1, bad: 2 },
  {
    draft: 'draft-07',
    schema: { $schema: 'http://json-schema.org/draft-07/schema#', propertyNames: false, const: 1 },
    good: 1,
    bad: 2,
  },
  {
    draft: '2019-09',
    schema: { $schema: 'https://json-schema.org/draft/2019-09/schema', unevaluatedProperties: false },
    good: {},
    bad: { a: 1 },
  },
  {
    draft: '2020-12',
    schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', prefixItems: [{ const: 1 }] },
    good: [1],
    bad: [2],
  },
] satisfies { draft: string; schema: JsonSchema; good: unknown; bad: unknown }[]) {
  test(`${draft} is understood`, async () => {
    assert.equal(await write(schema, good), JSON.stringify(good))
    await assert.rejects(write(schema, bad), serdesError('invalidValue'))
  })
}

test('a schema that cannot be used is refused with the reason', async () => {
  await assert.rejects(compileJson({ type: 'nonsense' }), serdesError('invalidSchema', { reason: /type/ }))
  await assert.rejects(compileJson({ $ref: '#/missing' }), serdesError('invalidSchema', { reason: /missing/ }))
  const draft4 = { $schema: 'http://json-schema.org/draft-04/schema#' }
  await assert.rejects(compileJson(draft4), serdesError('invalidSchema', { reason: /draft 4/ }))
})

test('keywords of others and unknown formats do not disturb', async () => {
  assert.equal(await write({ javaType: 'x', format: 'secret', 'connect.index': 1 }, 'a'), '"a"')
})
