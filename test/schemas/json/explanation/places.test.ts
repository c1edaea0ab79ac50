import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkJson } from '../../../../src/schemas/json/compatibility.ts'
import { jsonExplanations } from '../../../../src/schemas/json/explanation/index.ts'
import { jsonSchema } from '../../../../src/schemas/json/index.ts'
import { incompatiblePairs, parsePlaced } from './golden-pairs.ts'

/** What the first finding points at, in the reader and in the writer. */
const cases: [what: string, writer: string, reader: string, inReader: string, inWriter: string][] = [
  ['a bound is shown on both sides', '{"maxLength":5}', '{"maxLength":4}', '4', '5'],
  [
    'what is missing is shown by the schema that lacks it',
    '{"type":"string"}',
    '{"minLength":1}',
    '1',
    '{"type":"string"}',
  ],
  [
    'a property that one side lacks is shown by the object',
    '{"properties":{"a":{"type":"string"}},"additionalProperties":false}',
    '{"properties":{},"additionalProperties":false}',
    '{"properties":{},"additionalProperties":false}',
    '{"type":"string"}',
  ],
  [
    'a name that became required is shown in the list, and as the property that it was',
    '{"properties":{"a":{"minLength":1}}}',
    '{"properties":{"a":{"minLength":1}},"required":["a"]}',
    '"a"',
    '{"minLength":1}',
  ],
  [
    'another type is shown by the keyword',
    '{"type":"string"}',
    '{"title":"T","type":"integer"}',
    '"integer"',
    '"string"',
  ],
  [
    'keywords that are a schema together are shown together',
    '{"enum":[1,2],"type":"integer"}',
    '{"type":"integer","enum":[1]}',
    '{"type":"integer","enum":[1]}',
    '{"enum":[1,2],"type":"integer"}',
  ],
  [
    'a definition is shown where it stands',
    '{"$ref":"#/definitions/A","definitions":{"A":{"maximum":2}}}',
    '{"$ref":"#/definitions/A","definitions":{"A":{"maximum":1}}}',
    '1',
    '2',
  ],
  [
    'items that were anything are shown by the array',
    '{"type":"array"}',
    '{"items":{"type":"null"},"type":"array"}',
    '{"type":"null"}',
    '{"type":"array"}',
  ],
]
for (const [what, writer, reader, inReader, inWriter] of cases) {
  test(`places: ${what}`, () => {
    const [readerDocument, writerDocument] = [parsePlaced(reader), parsePlaced(writer)]
    const [finding] = checkJson(readerDocument, writerDocument)
    assert.ok(finding)
    const places = jsonExplanations.places(finding, readerDocument, writerDocument)
    assert.equal(reader.slice(places.reader?.start, places.reader?.end), inReader)
    assert.equal(writer.slice(places.writer?.start, places.writer?.end), inWriter)
  })
}

test('a place in a reference names it', () => {
  const parse = (most: number) =>
    jsonSchema.parse({
      text: '{"properties":{"a":{"$ref":"common.json"}}}',
      references: [{ name: 'common.json', text: `{"maximum":${most}}` }],
      strict: true,
      placed: true,
    })
  const [reader, writer] = [parse(1), parse(2)]
  const [finding] = checkJson(reader, writer)
  assert.ok(finding)
  const place = { start: 11, end: 12, reference: 'common.json' }
  assert.deepEqual(jsonExplanations.places(finding, reader, writer), { reader: place, writer: place })
})

test('every golden finding has a place on both sides', () => {
  for (const { name, reader, writer } of incompatiblePairs()) {
    const [readerDocument, writerDocument] = [parsePlaced(reader), parsePlaced(writer)]
    for (const finding of checkJson(readerDocument, writerDocument)) {
      const places = jsonExplanations.places(finding, readerDocument, writerDocument)
      assert.ok(places.reader && places.writer, name)
    }
  }
})

test('where things stand is kept only when it is asked for', () => {
  assert.equal(jsonSchema.parse({ text: '{"maximum":1}', references: [], strict: true }).texts, undefined)
})
