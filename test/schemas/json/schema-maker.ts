/** Makes JSON Schemas of every draft for property tests. */

import fc from 'fast-check'

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
/** Texts of whole schemas. */
export const jsonSchemaText = fc
  .record({ dialect: fc.constantFrom(...dialects), root: schema, a: schema, b: schema })
  .map(({ dialect, root, a, b }) => JSON.stringify({ $schema: dialect, ...root, definitions: { A: a, B: b } }))
