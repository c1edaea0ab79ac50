import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffJson } from '../../../src/schemas/index.ts'
import { jsonSchema } from '../../../src/schemas/json/index.ts'
import { type ParseOptions, parseJson, type Written } from '../parse.ts'

const modern = 'https://json-schema.org/draft/2020-12/schema'

/** Whether the property `a` of a schema turns out to be a text: compared with one where it is written in place. */
function assertMeansText(schema: object, options?: ParseOptions): void {
  const inPlace = { ...schema, properties: { a: { type: 'string' } } }
  assert.deepEqual(changes(schema, inPlace, options), [])
  const other = { ...schema, properties: { a: { type: 'integer' } } }
  assert.deepEqual(changes(schema, other, options), ['TYPE_CHANGED #/properties/a'])
}

function changes(original: Written, update: Written, options?: ParseOptions): string[] {
  const differences = diffJson(parseJson(original, options), parseJson(update, options))
  // What is found by its id has one that the schema written in place has not.
  return differences.filter(({ kind }) => kind !== 'ID_CHANGED').map(({ kind, path }) => `${kind} ${path}`)
}

const text = { type: 'string' }
const a = (reference: string) => ({ properties: { a: { $ref: reference } } })

const within: [what: string, schema: object][] = [
  ['a pointer', { ...a('#/definitions/A'), definitions: { A: text } }],
  ['a pointer with escapes', { ...a('#/definitions/a~1b~0c%20d'), definitions: { 'a/b~c d': text } }],
  ['a pointer into a list', { ...a('#/definitions/A/anyOf/1'), definitions: { A: { anyOf: [{}, text] } } }],
  ['$defs in draft 7', { ...a('#/$defs/A'), $defs: { A: text } }],
  ['definitions under the name of $defs', { ...a('#/$defs/A'), definitions: { A: text } }],
  ['$defs before definitions', { ...a('#/$defs/A'), $defs: { A: text }, definitions: { A: {} } }],
  ['a chain of references', { ...a('#/definitions/A'), definitions: { A: { $ref: '#/definitions/B' }, B: text } }],
  [
    'its own $id',
    {
      $id: 'http://example.com/root.json',
      ...a('http://example.com/root.json#/definitions/A'),
      definitions: { A: text },
    },
  ],
  [
    'the $id of a schema inside',
    { $id: 'http://example.com/root.json', ...a('part.json'), definitions: { A: { ...text, $id: 'part.json' } } },
  ],
  ['a name given by $id', { ...a('#part'), definitions: { A: { ...text, $id: '#part' } } }],
  [
    'id in draft 4',
    {
      $schema: 'http://json-schema.org/draft-04/schema#',
      id: 'http://example.com/root.json',
      ...a('part.json'),
      definitions: { A: { ...text, id: 'part.json' } },
    },
  ],
  ['an $anchor', { $schema: modern, ...a('#part'), $defs: { A: { ...text, $anchor: 'part' } } }],
  [
    'a $dynamicAnchor',
    { $schema: modern, properties: { a: { $dynamicRef: '#part' } }, $defs: { A: { ...text, $dynamicAnchor: 'part' } } },
  ],
]
for (const [what, schema] of within) test(`a $ref finds ${what}`, () => assertMeansText(schema))

const outside: [what: string, reference: string, name: string, referenced: object, root?: object][] = [
  ['a reference by name', 'part.json', 'part.json', text],
  ['a reference by name in the folder', './part.json', 'part.json', text],
  ['a definition in a reference', 'part.json#/definitions/A', 'part.json', { definitions: { A: text } }],
  ['a definition in a reference by the other name', 'part.json#/$defs/A', 'part.json', { definitions: { A: text } }],
  ['a reference by a name that is a URI', 'http://example.com/part.json', 'http://example.com/part.json', text],
  [
    'a reference relative to the $id',
    'http://example.com/part.json',
    'part.json',
    text,
    { $id: 'http://example.com/root.json' },
  ],
  [
    'a reference by its own $id',
    'http://example.com/part.json',
    'any-name',
    { ...text, $id: 'http://example.com/part.json' },
  ],
  [
    'a reference in a modern draft',
    'part.json#inner',
    'part.json',
    { $defs: { A: { ...text, $anchor: 'inner' } } },
    { $schema: modern },
  ],
]
for (const [what, reference, name, referenced, root] of outside) {
  test(`a $ref finds ${what}`, () => {
    assertMeansText({ ...root, ...a(reference) }, { references: [{ name, text: JSON.stringify(referenced) }] })
  })
}

test('references refer on to each other, and a schema knows which of them it uses itself', () => {
  const references = [
    { name: 'inner.json', text: JSON.stringify(text) },
    { name: 'outer.json', text: JSON.stringify({ properties: { b: { $ref: 'inner.json' } } }) },
    { name: 'unused.json', text: '{}' },
  ]
  const document = parseJson(a('outer.json'), { references })
  assert.deepEqual(jsonSchema.references(document), ['outer.json'])
})

test('errors inside a reference name it', () => {
  const references = [{ name: 'part.json', text: '{"type": "no-type"}' }]
  assert.throws(() => parseJson(a('part.json'), { references }), {
    key: 'invalidReference',
    code: 42201,
    message: "Invalid reference 'part.json': Invalid schema at line 1, column 10: unknown type 'no-type'",
  })
  assert.throws(() => parseJson('{}', { references: [{ name: 'x', text: '{' }] }), { key: 'invalidReference' })
})

test('data that look like schemas have no part in resolving', () => {
  const lookalike = { ...a('#part'), default: { $id: '#part' }, enum: [{ $id: '#part' }], const: { $id: '#part' } }
  assert.throws(() => parseJson(lookalike), { key: 'unresolvedReference' })
  assertMeansText({ ...a('#part'), definitions: { default: { ...text, $id: '#part' } } })
})
