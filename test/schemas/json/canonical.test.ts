import assert from 'node:assert/strict'
import { test } from 'node:test'
import { jsonSchema } from '../../../src/schemas/json/index.ts'
import { parseJson } from '../parse.ts'

/** Section 7.1 of the registry specification. */
const texts: [what: string, given: string, canonical: string, normalized?: string][] = [
  ['white space', ' { "type" : "string" }\n', '{"type":"string"}'],
  [
    'the order of keys',
    '{"type":"object","$id":"x","2":0,"1":0}',
    '{"type":"object","$id":"x","2":0,"1":0}',
    '{"$id":"x","1":0,"2":0,"type":"object"}',
  ],
  [
    'a repeated key',
    '{"type":"string","title":"a","type":"integer"}',
    '{"type":"integer","title":"a"}',
    '{"title":"a","type":"integer"}',
  ],
  [
    'numbers',
    '{"default":[1.50,1e3,0.00000001,-0,123456789012345678901]}',
    '{"default":[1.50,1E+3,1E-8,0,123456789012345678901]}',
  ],
  ['not-a-number', '{"default":NaN}', '{"default":"NaN"}'],
  ['escapes', '{"title":"\\u00e9\\/\\u0007"}', '{"title":"é/\\u0007"}'],
  ['text behind the schema', 'true false', 'true'],
  [
    'keys at every level, lists as they are',
    '{"b":{"d":[{"z":1,"y":2},0],"c":1},"a":1}',
    '{"b":{"d":[{"z":1,"y":2},0],"c":1},"a":1}',
    '{"a":1,"b":{"c":1,"d":[{"y":2,"z":1},0]}}',
  ],
  [
    'names of JavaScript',
    '{"properties":{"__proto__":{"type":"string"},"toString":true}}',
    '{"properties":{"__proto__":{"type":"string"},"toString":true}}',
  ],
]
for (const [what, given, canonical, normalized = canonical] of texts) {
  test(`canonical and normalised text: ${what}`, () => {
    const document = parseJson(given)
    assert.equal(jsonSchema.canonical(document), canonical)
    assert.equal(jsonSchema.normalized(document), normalized)
  })
}

test('schemas are equal when their canonical texts are, so the order of keys counts', () => {
  assert.ok(jsonSchema.equals(parseJson('{"type": "string"}'), parseJson('{"type":"string"}')))
  assert.ok(!jsonSchema.equals(parseJson('{"type":"string","title":"a"}'), parseJson('{"title":"a","type":"string"}')))
  assert.ok(!jsonSchema.equals(parseJson('{"maximum":1.0}'), parseJson('{"maximum":1.00}')))
})
