import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonSchema } from '../../../src/schemas/json/index.ts'
import { parseJson } from '../parse.ts'

const dialects = [
  'http://json-schema.org/draft-04/schema#',
  'http://json-schema.org/draft-07/schema#',
  'https://json-schema.org/draft/2020-12/schema',
]
const name = fc.constantFrom('a', 'b', '__proto__', 'x y', '1')
const count = fc.nat(5)

/** Schemas of every draft, with references that may be recursive. */
const { schema } = fc.letrec<{ schema: object }>((tie) => {
  const inner = tie('schema')
  const some = <Keywords extends object>(keywords: { [Key in keyof Keywords]: fc.Arbitrary<Keywords[Key]> }) =>
    fc.record<Keywords, never>(keywords, { requiredKeys: [] })
  const family = fc.oneof(
    some({
      type: fc.constantFrom('string', 'boolean', 'null'),
      minLength: count,
      pattern: fc.constantFrom('^a', 'a++'),
    }),
    some({ type: fc.constantFrom('integer', 'number'), maximum: fc.integer(), multipleOf: fc.constantFrom(1, 0.5, 3) }),
    some({ type: fc.uniqueArray(fc.constantFrom('string', 'integer', 'object'), { minLength: 1 }), minLength: count }),
    some({ type: fc.constant('array'), items: inner, uniqueItems: fc.boolean(), minItems: count }),
    some({
      type: fc.constant('object'),
      properties: fc.dictionary(name, inner, { maxKeys: 3 }),
      required: fc.uniqueArray(name),
      additionalProperties: fc.oneof(fc.boolean(), inner),
    }),
    some({ patternProperties: fc.dictionary(fc.constantFrom('^a', 'b'), inner, { maxKeys: 2 }), maxProperties: count }),
    some({ allOf: fc.array(inner, { maxLength: 2 }), title: fc.string() }),
    some({ anyOf: fc.array(inner, { maxLength: 3 }), default: fc.jsonValue({ maxDepth: 1 }) }),
    some({ oneOf: fc.array(inner, { maxLength: 3 }), not: inner }),
    some({ enum: fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }) }),
  )
  const both = fc.tuple(family, family).map(([a, b]) => ({ ...a, ...b }))
  const reference = fc.constantFrom({ $ref: '#' }, { $ref: '#/definitions/A' }, { $ref: '#/definitions/B' })
  return { schema: fc.oneof({ maxDepth: 3 }, reference, family, both) }
})
const document = fc
  .record({ dialect: fc.constantFrom(...dialects), root: schema, a: schema, b: schema })
  .map(({ dialect, root, a, b }) => JSON.stringify({ $schema: dialect, ...root, definitions: { A: a, B: b } }))

test('every schema can read itself, under both policies', () => {
  fc.assert(
    fc.property(document, (text) => {
      for (const policy of ['STRICT', 'LENIENT'] as const) {
        assert.deepEqual(jsonSchema.check(parseJson(text), parseJson(text), policy), [])
      }
    }),
    { numRuns: 150 },
  )
})

test('what LENIENT refuses STRICT refuses too, and the finding says where', () => {
  fc.assert(
    fc.property(document, document, (a, b) => {
      const [strict, lenient] = (['STRICT', 'LENIENT'] as const).map((policy) =>
        jsonSchema.check(parseJson(a), parseJson(b), policy),
      )
      assert.ok(lenient?.length === 0 || (strict && strict.length > 0))
      for (const finding of strict ?? []) assert.match(finding.description('new'), /^[A-Z].*\.$/s)
    }),
    { numRuns: 150 },
  )
})

test('canonical and normalised text are read back as the same schema', () => {
  fc.assert(
    fc.property(document, (text) => {
      const parsed = parseJson(text)
      const canonical = jsonSchema.canonical(parsed)
      assert.deepEqual(JSON.parse(canonical), JSON.parse(text))
      assert.equal(jsonSchema.canonical(parseJson(canonical)), canonical)
      const normalized = jsonSchema.normalized(parsed)
      assert.equal(jsonSchema.normalized(parseJson(normalized)), normalized)
      assert.deepEqual(jsonSchema.check(parseJson(normalized), parsed), [])
    }),
    { numRuns: 150 },
  )
})
