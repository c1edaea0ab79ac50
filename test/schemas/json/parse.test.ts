import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseJson, type Written } from '../parse.ts'

const draft4 = { $schema: 'http://json-schema.org/draft-04/schema#' }
const draft7 = { $schema: 'http://json-schema.org/draft-07/schema#' }
const modern = { $schema: 'https://json-schema.org/draft/2020-12/schema' }

const refused: [what: string, schema: Written, reason: RegExp][] = [
  ['a number as schema', '5', /a schema must be an object or a boolean/],
  ['an unknown type', { type: 'text' }, /unknown type 'text'/],
  ['an unknown type in a list', { type: ['string', 'any'] }, /unknown type 'any'/],
  ['a type that is no name', { type: 5 }, /"type" must be a name or a list of names/],
  ['a text as limit', { maxLength: '5' }, /"maxLength" must be a whole number/],
  ['a fraction as limit in draft 7', '{"maxItems":5.0}', /"maxItems" must be a whole number/],
  ['a flag as exclusive limit in draft 7', { exclusiveMaximum: true }, /"exclusiveMaximum" must be a number/],
  [
    'a number as exclusive limit in draft 4',
    { ...draft4, exclusiveMaximum: 5 },
    /"exclusiveMaximum" must be true or false/,
  ],
  ['a boolean schema in draft 4', { ...draft4, properties: { a: true } }, /a schema must be an object$/],
  ['a multiple of nothing', { multipleOf: 0 }, /"multipleOf" must not be 0/],
  ['properties that are a list', { properties: [] }, /"properties" must be an object/],
  ['required that is a flag', { required: true }, /"required" must be a list/],
  ['required with a number', { required: [1] }, /"required" must be a list of texts/],
  ['an enum that is no list', { enum: 'a' }, /"enum" must be a list/],
  ['a property that is no schema', { properties: { a: 'string' } }, /a schema must be/],
  ['an invalid schema in a condition', { if: { type: 'text' } }, /unknown type/],
  ['an invalid schema in contains', { contains: { type: 'text' } }, /unknown type/],
  ['brackets that do not close', { pattern: '[a-z' }, /'\[a-z' is not a regular expression/],
  ['a quantifier of nothing', { patternProperties: { '*a': {} } }, /'\*a' is not a regular expression/],
  ['parentheses that do not match', { pattern: 'a)' }, /not a regular expression/],
  ['a list of items in a modern draft', { ...modern, items: [{}] }, /a list of schemas is "prefixItems"/],
  [
    'a list of items in 2019-09',
    { $schema: 'https://json-schema.org/draft/2019-09/schema', items: [{}] },
    /"items" must be/,
  ],
  ['a reference to nothing', { $ref: '#/definitions/A' }, /'#\/definitions\/A' is neither defined here/],
  ['a reference to another document', { $ref: 'http://example.com/a.json' }, /neither defined here nor in a reference/],
  ['a reference to something else', { properties: { a: { $ref: '#/title' } }, title: 'x' }, /a schema must be/],
]
for (const [what, schema, message] of refused) {
  test(`${what} is refused with 42201`, () => assert.throws(() => parseJson(schema), { code: 42201, message }))
}

const accepted: [what: string, schema: Written][] = [
  ['true', 'true'],
  ['false', 'false'],
  ['nothing', {}],
  ['an unknown draft, read as draft 7', { $schema: 'http://example.com/my-schema', const: 1 }],
  ['a fraction as limit in a modern draft', `{"$schema":"${modern.$schema}","maxItems":5.0}`],
  ['a flag as exclusive limit in draft 4', { ...draft4, maximum: 5, exclusiveMaximum: true }],
  ['any minContains in draft 7', { ...draft7, type: 'array', minContains: 'x' }],
  ['a pattern that only Java knows', { pattern: '(?i)a++\\Q[\\E\\p{Alpha}' }],
  ['unknown keywords', { 'x-mine': { type: 'no-type' }, format: 'no-format' }],
  ['unused definitions that are wrong', { definitions: { A: { type: 'no-type' } } }],
  ['a reference to itself', { $ref: '#' }],
  [
    'references in a circle',
    { $ref: '#/definitions/A', definitions: { A: { $ref: '#/definitions/B' }, B: { $ref: '#/definitions/A' } } },
  ],
  [
    'a reference to the schema of a draft',
    { properties: { schema: { $ref: 'http://json-schema.org/draft-07/schema#' } } },
  ],
  ['a reference into the schema of a draft', { $ref: 'http://json-schema.org/draft-07/schema#/definitions/x' }],
  [
    'neighbours of $ref that are wrong, in draft 7',
    { $ref: '#/definitions/A', type: 'no-type', definitions: { A: {} } },
  ],
]
for (const [what, schema] of accepted) test(`a schema may have ${what}`, () => void parseJson(schema))

test('an error tells line and column', () => {
  const text = '{\n  "properties": {\n    "a": {"type": "strin"}\n  }\n}'
  assert.throws(() => parseJson(text), { message: "Invalid schema at line 3, column 19: unknown type 'strin'" })
})
