import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAvro } from '../../../../src/schemas/avro/compatibility.ts'
import { avroExplanations } from '../../../../src/schemas/avro/explanation/index.ts'
import { avro } from '../../../../src/schemas/avro/index.ts'
import type { ResolvedReference } from '../../../../src/schemas/index.ts'

/** Marks the places of the first finding in both texts: `«»` around the characters. */
function marked(reader: string, writer: string, references: ResolvedReference[] = []): [string?, string?] {
  const parse = (text: string) => avro.parse({ text, references, strict: false, placed: true })
  const [readerDocument, writerDocument] = [parse(reader), parse(writer)]
  const [finding] = checkAvro(readerDocument.root, writerDocument.root)
  assert.ok(finding)
  const places = avroExplanations.places(finding, readerDocument, writerDocument)
  return (['reader', 'writer'] as const).map((side) => {
    const place = places[side]
    const text = references.find(({ name }) => name === place?.reference)?.text ?? (side === 'reader' ? reader : writer)
    return place && `${text.slice(0, place.start)}«${text.slice(place.start, place.end)}»${text.slice(place.end)}`
  }) as [string?, string?]
}

const order = (fields: string) => `{"type": "record", "name": "Order", "fields": [${fields}]}`
const id = '{"name": "id", "type": "int"}'

const cases: [name: string, reader: string, writer: string][] = [
  [
    'a field without default stands at its name, and in the writer at the record that lacks it',
    order(`${id}, {"type": "string", "name": «"note"»}`),
    `{"type": "record", "name": «"Order"», "fields": [${id}]}`,
  ],
  [
    'an enum with a default that is missing stands at the name of its field',
    order(`{"name": «"c"», "type": {"type": "enum", "name": "C", "symbols": ["A"], "default": "A"}}`),
    `{"type": "record", "name": «"Order"», "fields": []}`,
  ],
  [
    'another type stands where the types are written',
    order(`{"name": "id", "type": /* narrow */ «"int"»}`),
    order(`{"name": "id", "type": «{"type": "long", "logicalType": "timestamp-millis"}»}`),
  ],
  [
    'a branch that the reader does not know stands in the union',
    order(`{"name": "id", "type": «"int"»}`),
    order(`{"name": "id", "type": [«"null"», "int"]}`),
  ],
  [
    'a union stands as a whole, and the branch that it lacks in the other',
    order(`{"name": "id", "type": {"type": "array", "items": «["null", "int"]»}}`),
    order(`{"name": "id", "type": {"type": "array", "items": ["null", «"string"»]}}`),
  ],
  [
    'what is wrong inside the branch that comes closest',
    order(
      `{"name": "p", "type": ["null", {"type": "record", "name": "P", "fields": [{"name": "a", "type": «"int"»}]}]}`,
    ),
    order(
      `{"name": "p", "type": ["null", {"type": "record", "name": "P", "fields": [{"name": "a", "type": «"long"»}]}]}`,
    ),
  ],
  [
    'a name stands where the type is defined',
    order(`{"name": "f", "type": {"type": "fixed", "name": «"F"», "size": 1}}`),
    order(`{"name": "f", "type": {"type": "fixed", "name": «"G"», "size": 1}}`),
  ],
  ['a size', '{"type": "fixed", "name": "F", "size": «1»}', '{"type": "fixed", "name": "F", "size": «2»}'],
  [
    'the first symbol that is missing',
    '{"type": "enum", "name": "E", "symbols": «["A"]»}',
    '{"type": "enum", "name": "E", "symbols": ["A", «"B"», "C"]}',
  ],
  [
    'the second field that an alias may mean',
    order('{"name": «"x"», "type": "int", "aliases": ["y"]}'),
    order('{"name": "x", "type": "int"}, {"name": «"y"», "type": "int"}'),
  ],
  ['the root', '«"int"»', '«"long"»'],
]

for (const [name, reader, writer] of cases) {
  test(`place: ${name}`, () => {
    const [plainReader, plainWriter] = [reader, writer].map((text) => text.replaceAll(/[«»]/g, ''))
    assert.deepEqual(marked(plainReader ?? '', plainWriter ?? ''), [reader, writer])
  })
}

test('what stands in a reference has its name and its place there', () => {
  const reference = { name: 'money.avsc', text: '{"type": "fixed", "name": "Hash", "size": 4}' }
  const [reader, writer] = marked(order('{"name": "h", "type": "Hash"}'), order('{"name": "h", "type": "string"}'), [
    reference,
  ])
  assert.equal(reader, order('{"name": "h", "type": «"Hash"»}'))
  assert.equal(writer, order('{"name": "h", "type": «"string"»}'))
  const parse = (text: string, references: ResolvedReference[]) =>
    avro.parse({ text, references, strict: false, placed: true })
  const [candidate, older] = [
    parse(order('{"name": "h", "type": "Hash"}'), [reference]),
    parse(order('{"name": "h", "type": {"type": "fixed", "name": "Hash", "size": 8}}'), []),
  ]
  const [size] = checkAvro(candidate.root, older.root)
  assert.ok(size)
  const { reader: place } = avroExplanations.places(size, candidate, older)
  assert.deepEqual(place, { start: 42, end: 43, reference: 'money.avsc' })
})

test('a document that was parsed without places has none, and is not edited', () => {
  const parse = (text: string) => avro.parse({ text, references: [], strict: true })
  const [reader, writer] = [parse('"int"'), parse('"long"')]
  assert.equal(reader.placed, undefined)
  const [finding] = checkAvro(reader.root, writer.root)
  assert.ok(finding)
  assert.deepEqual(avroExplanations.places(finding, reader, writer), { reader: undefined, writer: undefined })
  assert.deepEqual([...avroExplanations.repairs(finding, reader, writer, 'reader')], [])
})
