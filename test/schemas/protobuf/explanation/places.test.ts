import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TextPlace } from '../../../../src/schemas/explanation/explanation.ts'
import type { ResolvedReference } from '../../../../src/schemas/index.ts'
import { checkProtobuf } from '../../../../src/schemas/protobuf/compatibility.ts'
import { protobufExplanations } from '../../../../src/schemas/protobuf/explanation/index.ts'
import { protobuf } from '../../../../src/schemas/protobuf/index.ts'

interface Written {
  readonly text: string
  readonly references?: readonly ResolvedReference[]
}

/** Of the only finding: its kind, and the words that it stands at in the reader and in the writer. */
function placesOf(reader: Written, writer: Written, index = 0) {
  const [reading, writing] = [reader, writer].map(({ text, references = [] }) =>
    protobuf.parse({ text, references, strict: false, placed: true }),
  )
  assert.ok(reading && writing)
  const finding = checkProtobuf(reading, writing)[index]
  assert.ok(finding)
  const places = protobufExplanations.places(finding, reading, writing)
  return [finding.kind, shown(reader, places.reader), shown(writer, places.writer)]
}

function shown({ text, references = [] }: Written, place: TextPlace | undefined): string | undefined {
  if (!place) return undefined
  const all = references.find(({ name }) => name === place.reference)?.text ?? text
  const words = all.slice(place.start, place.end)
  return place.reference === undefined ? words : `${words} in ${place.reference}`
}

const cases: [what: string, reader: string, writer: string, expected: [string, string?, string?]][] = [
  [
    'a type that has changed',
    'syntax = "proto3"; message M { /* c */ map<string, int32> /* d */ a = 1; }',
    'syntax = "proto3"; message M { repeated .M a = 1; }',
    ['FIELD_KIND_CHANGED', 'map<string, int32>', '.M'],
  ],
  [
    'a label that has changed',
    'syntax = "proto2"; message M { repeated int32 a = 1; }',
    'syntax = "proto2"; message M { optional int32 a = 1; }',
    ['FIELD_NUMERIC_LABEL_CHANGED', 'repeated', 'optional'],
  ],
  [
    'a field that only the reader has, and the message of the writer',
    'syntax = "proto2"; message M { message N { required int32 a = 1; } }',
    'syntax = "proto2"; message M { message N { } }',
    ['REQUIRED_FIELD_ADDED', 'required', 'N'],
  ],
  [
    'a member that only the writer has, and the message of the reader',
    'syntax = "proto3"; message M { oneof o { string a = 1; } }',
    'syntax = "proto3"; message M { oneof o { string a = 1; string b = 2; } }',
    ['ONEOF_FIELD_REMOVED', 'M', 'b'],
  ],
  [
    'a oneof that takes in fields, and the oneof of that name',
    'syntax = "proto3"; message M { oneof o { string a = 1; string b = 2; } }',
    'syntax = "proto3"; message M { string a = 1; oneof o { string b = 2; } }',
    ['FIELD_MOVED_TO_EXISTING_ONEOF', 'o', 'o'],
  ],
  [
    'a message that only the writer has',
    'syntax = "proto3"; message M { }',
    'syntax = "proto3"; message M { message N { } }',
    ['MESSAGE_REMOVED', 'M', 'N'],
  ],
  [
    'a package, and the line where one would stand',
    'syntax = "proto3"; package shop.orders; message M { }',
    'syntax = "proto3"; message M { }',
    ['PACKAGE_CHANGED', 'shop.orders', 'syntax = "proto3";'],
  ],
]

for (const [what, reader, writer, expected] of cases) {
  test(`a finding stands at ${what}`, () => {
    assert.deepEqual(placesOf({ text: reader }, { text: writer }), expected)
  })
}

test('a finding in a file that is referred to stands in its text, and the field that leads there in our own', () => {
  const text = 'syntax = "proto3"; import "money.proto"; message M { Money price = 1; }'
  const money = (type: string) => [
    { name: 'money.proto', text: `syntax = "proto3"; message Money { ${type} units = 1; }` },
  ]
  const [reader, writer] = [
    { text, references: money('string') },
    { text, references: money('int64') },
  ]
  assert.deepEqual(placesOf(reader, writer), [
    'FIELD_SCALAR_KIND_CHANGED',
    'string in money.proto',
    'int64 in money.proto',
  ])
  assert.deepEqual(placesOf(reader, writer, 1), ['FIELD_NAMED_TYPE_CHANGED', 'Money', 'Money'])
})

test('a compiled file and one that was parsed without places have none, and no edits', () => {
  const [older, newer] = ['string', 'int32'].map((type) => {
    const text = `syntax = "proto3"; message M { ${type} a = 1; }`
    const plain = protobuf.parse({ text, references: [], strict: true })
    const compiled = protobuf.inForm?.(plain, 'serialized') ?? ''
    return [plain, protobuf.parse({ text: compiled, references: [], strict: true, placed: true })]
  })
  for (const index of [0, 1]) {
    const [reader, writer] = [newer?.[index], older?.[index]]
    assert.ok(reader && writer)
    const [finding] = checkProtobuf(reader, writer)
    assert.ok(finding)
    assert.deepEqual(protobufExplanations.places(finding, reader, writer), { reader: undefined, writer: undefined })
    assert.deepEqual([...protobufExplanations.repairs(finding, reader, writer, 'reader')], [])
    assert.match(protobufExplanations.witness(finding, reader, writer)?.record ?? '', /text/)
  }
})
