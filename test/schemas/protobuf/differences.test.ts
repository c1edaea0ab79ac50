import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diffProtobuf } from '../../../src/schemas/protobuf/compatibility.ts'
import { differences } from '../../../src/schemas/protobuf/differences.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'

const proto2 = (body: string) => parseProtobuf(`syntax = "proto2"; ${body}`)
const proto3 = (body: string) => parseProtobuf(`syntax = "proto3"; ${body}`)
const check = (reader: string, writer: string) => protobuf.check(proto3(reader), proto3(writer))

test('a finding is sent in the form of the reference and told in a sentence that names the field', () => {
  const [finding, ...others] = check(
    'message A { message B { string x = 2; } }',
    'message A { message B { int32 y = 2; } }',
  )
  assert.deepEqual(others, [])
  const sentence = (reader: string, writer: string) =>
    `Field 'x' (number 2) of message 'A.B' has a type in the ${reader} schema that is written in another way than that of ` +
    `the ${writer} one (written as int32, read as string). Give the new one a new number.`
  assert.equal(finding?.description('new'), sentence('new', 'old'))
  assert.equal(finding.description('old'), sentence('old', 'new'))
  assert.equal(
    finding.message('new'),
    `{errorType:"FIELD_SCALAR_KIND_CHANGED", description:"${sentence('new', 'old')} (path '#/A/B/2')"}`,
  )
  assert.equal(finding.readerFragment, 'string x = 2;')
  assert.equal(finding.writerFragment, 'int32 y = 2;')
})

test('a message that is gone says under which name it may be there', () => {
  const [finding] = check('message B { string a = 1; }', 'message A { string a = 1; }')
  assert.match(finding?.description('new') ?? '', /It looks like 'B', which has the same fields: a rename\.$/)
  const [other] = check('message B { string b = 1; }', 'message A { string a = 1; }')
  assert.match(other?.description('new') ?? '', /so records of it cannot be read\.$/)
})

test('a oneof that takes in fields names them', () => {
  const [finding] = check(
    'message M { oneof o { string a = 1; string b = 2; } }',
    'message M { string a = 1; string b = 2; }',
  )
  assert.match(finding?.description('new') ?? '', /^Oneof 'o' of message 'M' takes in several fields .* \(a, b\)\. /)
  assert.equal(finding?.path, '#/M/o')
})

/** Beside the authored cases: what the rules say of things that those do not hold. */
const rules: [what: string, original: string, update: string, found: string[]][] = [
  [
    'a oneof that is wholly gone is not missed field by field',
    'message M { oneof o { string a = 1; string b = 2; } }',
    'message M { }',
    ['ONEOF_REMOVED #/M/o'],
  ],
  [
    'a member that is gone from a renamed oneof is missed',
    'message M { oneof o { string a = 1; string b = 2; } }',
    'message M { oneof p { string a = 1; } }',
    ['ONEOF_REMOVED #/M/o', 'ONEOF_ADDED #/M/p', 'ONEOF_FIELD_REMOVED #/M/o/2'],
  ],
  [
    'two oneofs that become one exclude what could be set together',
    'message M { oneof o { string a = 1; } oneof p { string b = 2; } }',
    'message M { oneof o { string a = 1; string b = 2; } }',
    ['FIELD_MOVED_TO_EXISTING_ONEOF #/M/o', 'ONEOF_REMOVED #/M/p'],
  ],
  [
    'a field that moves into a oneof is compared at its new place',
    'message M { string a = 1; }',
    'message M { oneof o { int32 a = 1; } }',
    ['ONEOF_ADDED #/M/o', 'FIELD_SCALAR_KIND_CHANGED #/M/o/1'],
  ],
  [
    'values of maps are compared as fields are',
    'message M { map<string, int32> a = 1; }',
    'message M { map<int64, string> a = 1; }',
    ['FIELD_SCALAR_KIND_CHANGED #/M/1', 'FIELD_SCALAR_KIND_CHANGED #/M/1'],
  ],
  [
    'a map is one however it is written',
    'message M { map<string, int32> a = 1; }',
    'message M { repeated AEntry a = 1; message AEntry { option map_entry = true; string key = 1; int32 value = 2; } }',
    [],
  ],
  [
    'an enum of any name is a number',
    'message M { E a = 1; enum E { X = 0; } }',
    'message M { F a = 1; enum F { Y = 0; } }',
    ['ENUM_REMOVED #/M/E', 'ENUM_ADDED #/M/F'],
  ],
  [
    'constants come and go',
    'enum E { A = 0; B = 1; C = 2; }',
    'enum E { A = 0; D = 2; F = 3; }',
    ['ENUM_CONST_REMOVED #/E/1', 'ENUM_CONST_CHANGED #/E/2', 'ENUM_CONST_ADDED #/E/3'],
  ],
  [
    'what is not compared',
    'option java_package = "a"; message M { reserved 5; string a = 1; string b = 2; } service S { rpc A(M) returns (M); }',
    'import "google/protobuf/any.proto"; message M { string b = 2 [deprecated = true]; string a = 1; string c = 5; }',
    ['FIELD_ADDED #/M/5'],
  ],
]
for (const [what, original, update, found] of rules) {
  test(`Protobuf: ${what}`, () => {
    const differencesFound = diffProtobuf(proto3(original), proto3(update))
    assert.deepEqual(
      differencesFound.map(({ kind, path }) => `${kind} ${path}`),
      found,
    )
    const breaking = differencesFound.filter(({ compatible }) => !compatible)
    assert.equal(protobuf.check(proto3(update), proto3(original)).length, breaking.length)
  })
}

test('labels count where both are written', () => {
  const kinds = (original: string, update: string) =>
    diffProtobuf(proto2(`message M { ${original} a = 1; }`), proto2(`message M { ${update} a = 1; }`)).map(
      ({ kind }) => kind,
    )
  assert.deepEqual(kinds('optional int32', 'repeated uint64'), ['FIELD_NUMERIC_LABEL_CHANGED'])
  assert.deepEqual(kinds('optional string', 'repeated bytes'), ['FIELD_STRING_OR_BYTES_LABEL_CHANGED'])
  assert.deepEqual(kinds('optional M', 'repeated M'), [])
  assert.deepEqual(kinds('required int32', 'required int32'), [])
})

test('no sentence has a gap that is not filled', () => {
  for (const { text } of Object.values(differences)) {
    assert.doesNotMatch(text.replaceAll(/\{(place|detail|reader|writer)\}/g, ''), /[{}]/)
  }
})

const shop = (body: string) => [{ name: 'shop.proto', text: `syntax = "proto3"; package shop; ${body}` }]
const using = (body: string, references: { name: string; text: string }[]) =>
  parseProtobuf(`syntax = "proto3"; import "shop.proto"; ${body}`, { references })

test('a message of a file that is referred to is compared, in whatever package it is', () => {
  const was = using('message M { shop.Money m = 1; }', shop('message Money { int64 units = 1; }'))
  const is = using('message M { shop.Money m = 1; }', shop('message Money { string units = 1; }'))
  assert.deepEqual(
    protobuf.check(is, was).map(({ kind, path }) => `${kind} ${path}`),
    ['FIELD_SCALAR_KIND_CHANGED #/Money/1', 'FIELD_NAMED_TYPE_CHANGED #/M/1'],
  )
  assert.deepEqual(protobuf.check(was, was), [])
})

test('a message that moves from the file into one that is referred to is compared as well', () => {
  const was = proto3('message M { Money m = 1; } message Money { int64 units = 1; }')
  const is = using('message M { shop.Money m = 1; }', shop('message Money { int64 units = 1; }'))
  assert.deepEqual(
    protobuf.check(is, was).map(({ kind, path }) => `${kind} ${path}`),
    ['MESSAGE_REMOVED #/Money'],
  )
  assert.deepEqual(protobuf.check(was, is), [])
})

test('a reference takes the place of a file that every schema may import', () => {
  const text = 'syntax = "proto3"; import "google/protobuf/empty.proto"; message M { google.protobuf.Mine m = 1; }'
  const references = [
    { name: 'google/protobuf/empty.proto', text: 'syntax = "proto3"; package google.protobuf; message Mine {}' },
  ]
  assert.match(protobuf.normalized(parseProtobuf(text, { references })), /\.google\.protobuf\.Mine m = 1;/)
  assert.throws(() => parseProtobuf(text), /'google\.protobuf\.Mine' is neither/)
  assert.deepEqual(protobuf.references(parseProtobuf(text, { references })), [])
})

test('the files that a schema needs from outside are those it imports, except the known ones', () => {
  const document = parseProtobuf(
    'import "b.proto"; import public "a.proto"; import "google/type/money.proto"; import "b.proto";',
  )
  assert.deepEqual(protobuf.references(document), ['b.proto', 'a.proto'])
})
