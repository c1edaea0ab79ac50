import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffJson } from '../../../src/schemas/index.ts'
import { checkJson } from '../../../src/schemas/json/compatibility.ts'
import { readGolden } from '../golden.ts'
import { parseJson, type Written } from '../parse.ts'

function changes(original: Written, update: Written): string[] {
  return diffJson(parseJson(original), parseJson(update)).map(({ kind, path }) => `${kind} ${path}`)
}

/** As a multiset, without the order that the reference takes from hash tables. */
function comparable(list: readonly string[]): string[] {
  return list.map((change) => change.replace(/allOf\/\d+/g, 'allOf/*')).sort()
}

function isCompatible(original: Written, update: Written, policy: 'STRICT' | 'LENIENT'): boolean {
  return checkJson(parseJson(update), parseJson(original), policy).length === 0
}

for (const golden of readGolden('karapace-json-pairs.json')) {
  test(`Karapace pair ${golden.value('index')} (${golden.value('source')})`, () => {
    const [original, update] = [golden.text('original_schema'), golden.text('update_schema')]
    assert.deepEqual(comparable(changes(original, update)), comparable(golden.value('changes') as string[]))
    assert.equal(isCompatible(original, update, 'STRICT'), golden.value('compatible'))
  })
}

interface Verdict {
  changes: string[]
  compatible: boolean
  compatible_lenient: boolean
}

/** Where the reference is wrong and what is right, or where it says the same thing several times. */
const instead: Record<string, Verdict> = {
  'exclusive-maximum-lowered-with-max backward': {
    changes: ['EXCLUSIVE_MAXIMUM_DECREASED #/exclusiveMaximum'],
    compatible: false,
    compatible_lenient: false,
  },
  'ref-chain-opaque backward': {
    changes: ['TYPE_CHANGED #/properties/a'],
    compatible: false,
    compatible_lenient: false,
  },
  'ref-chain-opaque forward': {
    changes: ['TYPE_CHANGED #/properties/a'],
    compatible: false,
    compatible_lenient: false,
  },
  'recursive-changed backward': {
    changes: ['TYPE_CHANGED #/properties/v'],
    compatible: false,
    compatible_lenient: false,
  },
  'recursive-changed forward': {
    changes: ['TYPE_CHANGED #/properties/v'],
    compatible: false,
    compatible_lenient: false,
  },
}
for (const golden of readGolden('authored/json.json')) {
  for (const [direction, original, update] of [
    ['backward', 'old', 'new'],
    ['forward', 'new', 'old'],
  ] as const) {
    const name = `${golden.value('id')} ${direction}`
    test(`authored JSON case ${name}: ${golden.value('note')}`, () => {
      const [before, after] = [golden.text(original), golden.text(update)]
      const expected = instead[name] ?? (golden.value(direction) as Verdict)
      assert.deepEqual(comparable(changes(before, after)), comparable(expected.changes))
      assert.equal(isCompatible(before, after, 'STRICT'), expected.compatible)
      assert.equal(isCompatible(before, after, 'LENIENT'), expected.compatible_lenient)
    })
  }
}

const modern = 'https://json-schema.org/draft/2020-12/schema'
const draft7 = 'http://json-schema.org/draft-07/schema#'
const recursive = (leaf: object) => ({
  $ref: '#/definitions/Node',
  definitions: {
    Node: { properties: { leaf, left: { $ref: '#/definitions/Node' }, right: { $ref: '#/definitions/Node' } } },
  },
})

/** Rules of the specification that the golden data do not show. */
const rules: [what: string, original: Written, update: Written, expected: string[]][] = [
  ['const null on both sides is no difference', '{"const":null}', '{"const":null}', []],
  [
    'an integer and a decimal of one value differ in an enum',
    '{"enum":[1]}',
    '{"enum":[1.0]}',
    ['ENUM_ARRAY_CHANGED #/enum'],
  ],
  [
    'objects in an enum are equal whatever the order of keys',
    '{"enum":[{"a":1,"b":2}]}',
    '{"enum":[{"b":2,"a":1}]}',
    [],
  ],
  [
    'an implicit product is spliced into the list around it in modern drafts',
    { $schema: modern, oneOf: [{ type: 'string', enum: ['a'] }, { type: 'integer' }] },
    { $schema: modern, oneOf: [{ type: 'string' }, { type: 'integer' }] },
    ['SUM_TYPE_NARROWED #/'],
  ],
  [
    'an implicit product stays one member in draft 7',
    { oneOf: [{ type: 'string', enum: ['a'] }, { type: 'integer' }] },
    { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    ['PRODUCT_TYPE_NARROWED #/oneOf/0'],
  ],
  [
    'a recursive definition is reported once',
    recursive({ type: 'string' }),
    recursive({ type: 'integer' }),
    ['TYPE_CHANGED #/properties/leaf'],
  ],
  [
    'a recursive definition that did not change is compatible',
    recursive({ type: 'string' }),
    recursive({ type: 'string' }),
    [],
  ],
  [
    'a definition used twice is reported at both uses',
    {
      properties: { a: { $ref: '#/definitions/A' }, b: { $ref: '#/definitions/A' } },
      definitions: { A: { maxLength: 5 } },
    },
    {
      properties: { a: { $ref: '#/definitions/A' }, b: { $ref: '#/definitions/A' } },
      definitions: { A: { maxLength: 4 } },
    },
    ['MAX_LENGTH_DECREASED #/properties/a/maxLength', 'MAX_LENGTH_DECREASED #/properties/b/maxLength'],
  ],
  ['a reference to a draft is equal to itself', { items: { $ref: `${draft7}` } }, { items: { $ref: `${draft7}` } }, []],
  [
    'references in a circle are opaque',
    { $ref: '#/definitions/A', definitions: { A: { $ref: '#/definitions/A' } } },
    { $ref: '#' },
    [],
  ],
  [
    'minContains is compared in draft 7 although it means nothing there',
    { type: 'array', minContains: 1 },
    { type: 'array', minContains: 2 },
    ['MIN_CONTAINS_INCREASED #/minContains'],
  ],
  [
    'items false closes a modern array',
    { $schema: modern, type: 'array', prefixItems: [{}] },
    { $schema: modern, type: 'array', prefixItems: [{}], items: false },
    ['ADDITIONAL_ITEMS_REMOVED #/additionalItems'],
  ],
  [
    'neighbours of $ref count in modern drafts',
    { $schema: modern, $ref: '#/$defs/A', $defs: { A: { type: 'string' } } },
    { $schema: modern, $ref: '#/$defs/A', maxLength: 5, $defs: { A: { type: 'string' } } },
    ['TYPE_CHANGED #/'],
  ],
  ['empty properties say nothing in modern drafts', { $schema: modern, properties: {} }, { $schema: modern }, []],
  ['empty properties make an object in draft 7', {}, { properties: {} }, ['TYPE_CHANGED #/']],
  [
    'constraints join the first type of their family in modern drafts',
    { $schema: modern, type: ['integer', 'number'], maximum: 5 },
    { $schema: modern, type: ['integer', 'number'], maximum: 6 },
    ['MAXIMUM_INCREASED #/anyOf/0/maximum'],
  ],
  [
    'a changed $id is no difference in modern drafts',
    { $schema: modern, $id: 'http://e/a', type: 'string' },
    { $schema: modern, $id: 'http://e/b', type: 'string' },
    [],
  ],
  [
    'schemas of different drafts are compared by their models',
    { $schema: 'http://json-schema.org/draft-04/schema#', type: 'string' },
    { $schema: modern, type: 'string' },
    [],
  ],
  [
    'a pattern is searched anywhere in a name',
    { properties: { 'x-a': { type: 'string' } }, additionalProperties: false },
    { patternProperties: { a: { type: 'string' } }, additionalProperties: false },
    ['PROPERTY_REMOVED_IS_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL #/properties/x-a'],
  ],
  [
    'a pattern that only Java knows covers nothing',
    { properties: { aa: { type: 'string' } }, additionalProperties: false },
    { patternProperties: { 'a++': { type: 'string' } }, additionalProperties: false },
    ['PROPERTY_REMOVED_FROM_CLOSED_CONTENT_MODEL #/properties/aa'],
  ],
  [
    'a path is written without escapes',
    { properties: { 'a/b': { maximum: 1 } } },
    { properties: { 'a/b': { maximum: 2 } } },
    ['MAXIMUM_INCREASED #/properties/a/b/maximum'],
  ],
  [
    'properties named as in JavaScript are properties',
    '{"properties":{"__proto__":{"type":"string"}}}',
    '{"properties":{"__proto__":{"type":"integer"}}}',
    ['TYPE_CHANGED #/properties/__proto__'],
  ],
  [
    'members are matched in whatever order makes most of them fit',
    { anyOf: [{ type: 'integer' }, { type: 'number' }] },
    { anyOf: [{ type: 'number' }, { type: 'number', title: 'any' }, { type: 'integer' }] },
    ['SUM_TYPE_EXTENDED #/', 'TYPE_EXTENDED #/anyOf/0', 'TITLE_CHANGED #/anyOf/1'],
  ],
]
for (const [what, original, update, expected] of rules) {
  test(what, () => assert.deepEqual(comparable(changes(original, update)), comparable(expected)))
}
