import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Side } from '../../../../src/schemas/explanation/explanation.ts'
import { Mender } from '../../../../src/schemas/explanation/mend.ts'
import { applyEdits } from '../../../../src/schemas/explanation/text-edits.ts'
import type { ResolvedReference } from '../../../../src/schemas/format.ts'
import type { SchemaFormat } from '../../../../src/schemas/index.ts'
import { jsonExplanations } from '../../../../src/schemas/json/explanation/index.ts'
import { jsonSchema } from '../../../../src/schemas/json/index.ts'
import type { JsonSchemaDocument } from '../../../../src/schemas/json/model.ts'
import { incompatiblePairs, parsePlaced } from './golden-pairs.ts'

interface Pair {
  readonly reader: string
  readonly writer: string
}

function menderOf({ reader, writer }: Pair, candidateIs: Side, references: readonly ResolvedReference[] = []) {
  const [candidate, opposite] = candidateIs === 'reader' ? [reader, writer] : [writer, reader]
  const parsed = jsonSchema.parse({ text: opposite, references, strict: true, placed: true })
  return new Mender<JsonSchemaDocument>({
    format: jsonSchema as SchemaFormat<JsonSchemaDocument>,
    rules: jsonExplanations,
    candidate: { text: candidate, references, strict: true },
    opposites: [{ candidateIs, parsed }],
    policy: 'STRICT',
  })
}

/** The candidate after everything is mended, and what was done. */
function mended(pair: Pair, candidateIs: Side, references?: readonly ResolvedReference[]) {
  const fix = menderOf(pair, candidateIs, references).fixOfAll()
  return fix && { title: fix.title, text: applyEdits(pair[candidateIs], [fix.edit]) }
}

for (const side of ['reader', 'writer'] as const) {
  test(`of the incompatible golden pairs at least 90 % can be mended in the ${side}`, (t) => {
    const pairs = incompatiblePairs()
    const fixes = pairs.map((pair) => mended(pair, side))
    const fixed = fixes.filter((fix) => fix !== undefined)
    t.diagnostic(`${side}: ${fixed.length} of ${pairs.length} mended`)
    assert.ok(fixed.length >= 0.9 * pairs.length)
    for (const [index, pair] of pairs.entries()) {
      const text = fixes[index]?.text
      const { reader, writer }: Pair = text === undefined ? pair : { ...pair, [side]: text }
      if (text !== undefined)
        assert.deepEqual(jsonSchema.check(parsePlaced(reader), parsePlaced(writer)), [], pair.name)
    }
  })
}

/** What the first repair that helps makes of the candidate, and what it is called. */
const firsts: [what: string, side: Side, writer: string, reader: string, title: string, text: string][] = [
  [
    'a bound is loosened and all else keeps its layout',
    'reader',
    '{"maxLength": 5}',
    '{\n  "title": "T",\n  "maxLength": 4\n}',
    "Set 'maxLength' of the schema back to 5.",
    '{\n  "title": "T",\n  "maxLength": 5\n}',
  ],
  [
    'missing values are added at the end of the list',
    'reader',
    '{"enum":["a","b","c"]}',
    '{"enum":["c","d"]}',
    'Let the schema be "a" or "b" too.',
    '{"enum":["c","d","a","b"]}',
  ],
  [
    'values that the old reader does not know are taken out',
    'writer',
    '{"enum":["a","b"]}',
    '{"enum":["b","c"]}',
    'Let the schema not be "a".',
    '{"enum":["b"]}',
  ],
  [
    'the last required name takes the keyword with it',
    'reader',
    '{"properties":{"a":{}}}',
    '{"properties":{"a":{}},"required":["a"]}',
    "Take property 'a' out of 'required'.",
    '{"properties":{"a":{}}}',
  ],
  [
    'a property added to an open object keeps what is told of it',
    'reader',
    '{"properties":{"a":{}}}',
    '{"properties":{"a":{},"b":{"type":"string","description":"B."}}}',
    "Let property 'b' be anything, as the other schema does.",
    '{"properties":{"a":{},"b":{"description":"B."}}}',
  ],
  [
    'a property that was removed comes back with the definition that it needs',
    'reader',
    '{"additionalProperties":false,"properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"string"}}}',
    '{"additionalProperties":false,"properties":{}}',
    "Put property 'a' back.",
    '{"additionalProperties":false,"properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"type":"string"}}}',
  ],
  [
    'what is behind a $ref is edited where it stands',
    'reader',
    '{"properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"maximum":5}}}',
    '{"properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"maximum":4}}}',
    "Set 'maximum' of property 'a' back to 5.",
    '{"properties":{"a":{"$ref":"#/definitions/A"}},"definitions":{"A":{"maximum":5}}}',
  ],
  [
    'a type is widened',
    'reader',
    '{"properties":{"a":{"type":"string"}}}',
    '{"properties":{"a":{"type":"integer","maximum":5}}}',
    "Let property 'a' be of type string too.",
    '{"properties":{"a":{"type":["integer","string"],"maximum":5}}}',
  ],
  [
    'a keyword beside others is taken out again',
    'reader',
    '{"type":"string"}',
    '{"type":"string","enum":["a"]}',
    "Take 'enum' of the schema out.",
    '{"type":"string"}',
  ],
  [
    'an alternative that is gone comes back',
    'reader',
    '{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}',
    '{"oneOf":[{"type":"string"},{"type":"integer"}]}',
    "Put one of 'oneOf' of the schema back.",
    '{"oneOf":[{"type":"string"},{"type":"integer"},{"type":"null"}]}',
  ],
  [
    'an alternative that the old reader does not have is taken out',
    'writer',
    '{"oneOf":[{"type":"null"},{"type":"string"},{"type":"integer"}]}',
    '{"oneOf":[{"type":"string"},{"type":"integer"}]}',
    "Take one of 'oneOf' of the schema out.",
    '{"oneOf":[{"type":"string"},{"type":"integer"}]}',
  ],
  [
    'a keyword is found under the name that the draft has for it',
    'reader',
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[{}]}',
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[{}],"items":false}',
    "Take 'items' of the schema away again.",
    '{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[{}]}',
  ],
]
for (const [what, side, writer, reader, title, text] of firsts) {
  test(`mending: ${what}`, () => {
    assert.deepEqual(mended({ reader, writer }, side), { title, text })
  })
}

test('what stands in a reference is mended by describing it in the own text', () => {
  const references = [
    { name: 'old.json', text: '{"maxLength":5}' },
    { name: 'new.json', text: '{"maxLength":4}' },
  ]
  const [writer, reader] = ['{"properties":{"a":{"$ref":"old.json"}}}', '{"properties":{"a":{"$ref":"new.json"}}}']
  assert.equal(mended({ reader, writer }, 'reader', references)?.text, '{"properties":{"a":{"$ref":"old.json"}}}')
})

test('a reference that the candidate does not have is copied as a definition', () => {
  const writer = jsonSchema.parse({
    text: '{"properties":{"a":{"$ref":"common.json#/definitions/Name"}},"additionalProperties":false}',
    references: [
      {
        name: 'common.json',
        text: '{"definitions":{"Name":{"$ref":"#/definitions/Text"},"Text":{"type":"string"}}}',
      },
    ],
    strict: true,
    placed: true,
  })
  const candidate = '{"properties":{},"additionalProperties":false}'
  const mender = new Mender<JsonSchemaDocument>({
    format: jsonSchema as SchemaFormat<JsonSchemaDocument>,
    rules: jsonExplanations,
    candidate: { text: candidate, references: [], strict: true },
    opposites: [{ candidateIs: 'reader', parsed: writer }],
    policy: 'STRICT',
  })
  const fix = mender.fixOfAll()
  assert.deepEqual(JSON.parse(applyEdits(candidate, fix ? [fix.edit] : [])), {
    properties: { a: { $ref: '#/definitions/Name' } },
    additionalProperties: false,
    definitions: { Name: { $ref: '#/definitions/Text' }, Text: { type: 'string' } },
  })
})
