import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import type { ResolvedReference } from '../../../../src/schemas/format.ts'
import { checkJson } from '../../../../src/schemas/json/compatibility.ts'
import { jsonExplanations } from '../../../../src/schemas/json/explanation/index.ts'
import { jsonSchema } from '../../../../src/schemas/json/index.ts'
import { jsonSchemaText } from '../schema-maker.ts'
import { incompatiblePairs, parsePlaced } from './golden-pairs.ts'

/** The witnesses of all findings. */
function witnessesOf(readerText: string, writerText: string, references: readonly ResolvedReference[] = []) {
  const [reader, writer] = [readerText, writerText].map((text) =>
    jsonSchema.parse({ text, references, strict: true, placed: true }),
  )
  assert.ok(reader && writer)
  return checkJson(reader, writer).map((finding) => jsonExplanations.witness(finding, reader, writer))
}

/** Whether the record is valid, found out apart from the code that made it. */
function isValid(schema: string, record: string): boolean {
  const { $schema, ...rest } = JSON.parse(schema)
  const modern = String($schema).includes('2020-12')
  const ajv = addFormats.default(new (modern ? Ajv2020 : Ajv)({ strict: false, logger: false, validateSchema: false }))
  return ajv.compile(typeof JSON.parse(schema) === 'boolean' ? JSON.parse(schema) : rest)(JSON.parse(record))
}

/** Golden pairs of which no record can show the incompatibility, and why. */
const stricterThanData = new Map([
  ['Karapace 102', 'the reader describes the first item only, and takes every other'],
  ['Karapace 164', 'the writer allows nothing at all'],
  ['Karapace 165', 'the writer allows nothing at all'],
  ['Karapace 170', 'the pattern is found in every text'],
  ['pattern-add-not-covered forward', 'the property must also fulfil the pattern, which allows nothing that it does'],
  ['pattern-makes-removal-rejected backward', 'an object with patterns counts as closed, and is not'],
  ['maximum-to-exclusive forward', 'the exclusive maximum implies the maximum'],
  ['pattern-changed backward', 'both patterns match the same'],
  ['pattern-changed forward', 'both patterns match the same'],
  ['oneof-to-anyof forward', 'the members exclude each other'],
  ['allof-extended backward', 'the new member limits numbers, and the others allow objects only'],
  ['oneof-two-to-one-target backward', 'one member of the reader takes what both of the writer do'],
])

test('at least 90 % of the incompatible golden pairs have a witness, and all that can have one', (t) => {
  const pairs = incompatiblePairs()
  const without = pairs.filter(({ reader, writer }) => !witnessesOf(reader, writer).some((witness) => witness))
  t.diagnostic(
    `${pairs.length - without.length} of ${pairs.length} have a witness; of the others no record can show it`,
  )
  assert.ok(pairs.length - without.length >= 0.9 * pairs.length)
  assert.deepEqual(
    without.map(({ name }) => name),
    [...stricterThanData.keys()],
  )
})

const draft4 = '"$schema":"http://json-schema.org/draft-04/schema#"'
const draft2019 = '"$schema":"https://json-schema.org/draft/2019-09/schema"'

/** The first witness of a pair. */
const cases: [what: string, writer: string, reader: string, record: string, outcome: string][] = [
  [
    'what is around the place is as small as it may be',
    '{"type":"object","required":["id","lines"],"properties":{"id":{"type":"integer","minimum":3},"note":{"type":"string"},' +
      '"lines":{"type":"array","minItems":1,"items":{"type":"object","required":["sku"],"properties":{"sku":{"type":"string","minLength":2},"count":{"type":"integer"}}}}}}',
    '{"type":"object","required":["id","lines"],"properties":{"id":{"type":"integer","minimum":3},"note":{"type":"string"},' +
      '"lines":{"type":"array","minItems":1,"items":{"type":"object","required":["sku","count"],"properties":{"sku":{"type":"string","minLength":2},"count":{"type":"integer"}}}}}}',
    '{"id":3,"lines":[{"sku":"ab"}]}',
    "The {writer} schema allows it. The {reader} one refuses it: 'lines.0' must have required property 'count'.",
  ],
  [
    'behind references that contain themselves',
    '{"$ref":"#/definitions/N","definitions":{"N":{"type":"object","required":["v"],"properties":{"v":{"type":"string"},"next":{"$ref":"#/definitions/N"}}}}}',
    '{"$ref":"#/definitions/N","definitions":{"N":{"type":"object","required":["v"],"properties":{"v":{"type":"string","maxLength":3},"next":{"$ref":"#/definitions/N"}}}}}',
    '{"v":"text"}',
    "The {writer} schema allows it. The {reader} one refuses it: 'v' must not have more than 3 characters.",
  ],
  [
    'inside an alternative',
    '{"oneOf":[{"type":"null"},{"type":"object","properties":{"a":{"enum":["x","y"]}},"additionalProperties":false}]}',
    '{"oneOf":[{"type":"null"},{"type":"object","properties":{"a":{"enum":["x"]}},"additionalProperties":false}]}',
    '{"a":"y"}',
    'The {writer} schema allows it. The {reader} one refuses it: the record must be null.',
  ],
  [
    'a text that matches one pattern and not the other',
    '{"type":"string","pattern":"^[A-Z]{2}-\\\\d+$"}',
    '{"type":"string","pattern":"^[A-Z]{2}-\\\\d{3}$"}',
    '"AA-0"',
    'The {writer} schema allows it. The {reader} one refuses it: the record must match pattern "^[A-Z]{2}-\\d{3}$".',
  ],
  [
    'formats are kept',
    '{"type":"object","required":["at"],"properties":{"at":{"type":"string","format":"date-time"},"n":{"type":"number"}}}',
    '{"type":"object","required":["at"],"properties":{"at":{"type":"string","format":"date-time"},"n":{"type":"integer"}}}',
    '{"at":"2000-01-01T00:00:00Z","n":1.5}',
    "The {writer} schema allows it. The {reader} one refuses it: 'n' must be integer.",
  ],
  [
    'in draft 4',
    `{${draft4},"type":"integer","maximum":5,"exclusiveMaximum":false}`,
    `{${draft4},"type":"integer","maximum":4,"exclusiveMaximum":false}`,
    '5',
    'The {writer} schema allows it. The {reader} one refuses it: the record must be <= 4.',
  ],
  [
    'in draft 2019-09',
    `{${draft2019},"type":"object"}`,
    `{${draft2019},"type":"object","unevaluatedProperties":false}`,
    '{"other":null}',
    "The {writer} schema allows it. The {reader} one refuses it: the record must not have the property 'other'.",
  ],
  [
    'definitions are found under both names',
    '{"$ref":"#/$defs/A","definitions":{"A":{"type":"string"}}}',
    '{"$ref":"#/$defs/A","definitions":{"A":{"type":"integer"}}}',
    '""',
    'The {writer} schema allows it. The {reader} one refuses it: the record must be integer.',
  ],
]
for (const [what, writer, reader, record, outcome] of cases) {
  test(`witness: ${what}`, () => assert.deepEqual(witnessesOf(reader, writer)[0], { record, outcome }))
}

test('schemas of references take part', () => {
  const references = [{ name: 'common.json', text: '{"definitions":{"Name":{"type":"string"}}}' }]
  const schema = (most: number) =>
    `{"properties":{"a":{"$ref":"common.json#/definitions/Name"},"b":{"maximum":${most}}},"required":["a"],"type":"object"}`
  assert.equal(witnessesOf(schema(4), schema(5), references)[0]?.record, '{"a":"","b":5}')
})

test('every rule that a record can break is shown by one in its example', () => {
  const breaking = jsonExplanations.rules.filter(({ nature }) => nature === 'breaks')
  const without = breaking
    .filter(({ example }) => !witnessesOf(example.newer, example.older)[0])
    .map(({ kind }) => kind)
  assert.deepEqual(without, ['CHECK_LIMIT_REACHED'])
})

test('a witness is valid for the writer and not for the reader', () => {
  fc.assert(
    fc.property(jsonSchemaText, jsonSchemaText, (readerText, writerText) => {
      if ([readerText, writerText].some((text) => text.includes('draft-04') || text.includes('a++'))) return
      for (const witness of witnessesOf(readerText, writerText).slice(0, 3)) {
        if (!witness) continue
        assert.ok(isValid(writerText, witness.record))
        assert.ok(!isValid(readerText, witness.record))
      }
    }),
    { numRuns: 60 },
  )
})

test('an object of 1,500 properties has a witness', () => {
  const schema = (most: number) => ({
    type: 'object',
    properties: Object.fromEntries(Array.from({ length: 1500 }, (_, index) => [`p${index}`, { maximum: most }])),
  })
  const [reader, writer] = [4, 5].map((most) => parsePlaced(JSON.stringify(schema(most))))
  const [finding] = reader && writer ? checkJson(reader, writer) : []
  assert.ok(reader && writer && finding)
  assert.equal(jsonExplanations.witness(finding, reader, writer)?.record, '{"p0":5}')
})

/** Schemas that are made to take for ever. */
const hostile: [what: string, schema: (most: number) => object][] = [
  ['a pattern', (most) => ({ type: 'string', pattern: '^(a+)+(a+)+$', minLength: 50, maxLength: most })],
  [
    'alternatives of alternatives',
    (most) => ({
      anyOf: [{ $ref: '#' }, { $ref: '#/definitions/A' }, { $ref: '#/definitions/B' }],
      definitions: {
        A: { anyOf: [{ $ref: '#/definitions/B' }, { $ref: '#/definitions/B' }, { $ref: '#/definitions/A' }] },
        B: { anyOf: [{ $ref: '#' }, { $ref: '#/definitions/A' }, { type: 'array', items: { maximum: most } }] },
      },
    }),
  ],
  [
    'everything required, many levels deep',
    (most) => ({
      $ref: '#/definitions/D0',
      definitions: Object.fromEntries(
        Array.from({ length: 30 }, (_, level) => {
          const inner = level < 29 ? { $ref: `#/definitions/D${level + 1}` } : { type: 'integer', maximum: most }
          return [
            `D${level}`,
            { type: 'object', properties: { a: inner, b: inner, c: inner }, required: ['a', 'b', 'c'] },
          ]
        }),
      ),
    }),
  ],
  ['a schema that is only itself', (most) => ({ allOf: [{ $ref: '#' }], maximum: most })],
]
for (const [what, schema] of hostile) {
  test(`a search ends in ${what}`, () => {
    const [reader, writer] = [60, 70].map((most) => parsePlaced(JSON.stringify(schema(most))))
    const [finding] = reader && writer ? checkJson(reader, writer) : []
    const witness = finding && reader && writer && jsonExplanations.witness(finding, reader, writer)
    assert.ok(!witness || witness.record.length < 20_000)
  })
}
