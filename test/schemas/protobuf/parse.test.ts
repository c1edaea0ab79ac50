import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'

const proto3 = (body: string) => `syntax = "proto3";\n${body}`

const refused: [what: string, text: string, message: RegExp][] = [
  ['another format', '{"type":"string"}', /line 1, column 1: expected a message, an enum, .* but found '{'/],
  ['a word', 'no schema', /line 1, column 1: .* but found 'no'/],
  [
    'a syntax that is none',
    'syntax = "proto4";',
    /line 1, column 10: the syntax 'proto4' is neither proto2 nor proto3/,
  ],
  ['an edition that is not known', 'edition = "2099";', /the edition '2099' is not supported, only 2023 is/],
  ['a syntax that comes late', 'message M {} syntax = "proto3";', /column 14: .* but found 'syntax'/],
  ['two packages', 'package a; package b;', /column 12: a file has one package/],
  ['a text that ends early', proto3('message M {'), /line 2, column 12: expected .* but the text ends/],
  ['a missing semicolon', proto3('message M {\n  string a = 1\n}'), /line 4, column 1: expected ';' but found '}'/],
  ['a missing number', proto3('message M { string a; }'), /expected '=' but found ';'/],
  ['a number that is none', proto3('message M { string a = 1x; }'), /the number of a field is a whole number/],
  [
    'a number that is too large',
    proto3('message M { string a = 2147483648; }'),
    /a number from -2147483648 to 2147483647/,
  ],
  ['an octal number with a 9', proto3('message M { string a = 09; }'), /not 09/],
  [
    'a name that begins with a digit',
    proto3('message M { string 1a = 1; }'),
    /expected the name of a field but found '1'/,
  ],
  [
    'a required field in proto3',
    proto3('message M { required string a = 1; }'),
    /line 2, column 13: a field of proto3 cannot/,
  ],
  ['a field of proto2 without a label', 'message M { string a = 1; }', /column 13: a field of proto2 has a label/],
  [
    'an optional field in an edition',
    'edition = "2023"; message M { optional int32 a = 1; }',
    /features.field_presence/,
  ],
  [
    'a repeated field in a oneof',
    proto3('message M { oneof o { repeated string a = 1; } }'),
    /expected '=' but found 'a'/,
  ],
  ['a map in a oneof', proto3('message M { oneof o { map<string, string> a = 1; } }'), /a oneof cannot hold a map/],
  ['a map with a label', proto3('message M { repeated map<string, string> a = 1; }'), /a map has no label 'repeated'/],
  ['a map with keys of floats', proto3('message M { map<float, string> a = 1; }'), /the keys of a map are/],
  ['a map with keys of messages', proto3('message M { map<M, string> a = 1; }'), /the keys of a map are/],
  ['two types of one name', proto3('message M {} enum M { A = 0; }'), /line 2, column 14: 'M' is already defined/],
  ['two nested types of one name', proto3('message O { message M {} message M {} }'), /'M' is already defined/],
  ['two services of one name', proto3('service S {} service S {}'), /'S' is already defined/],
  ['a range that is empty', proto3('message M { reserved 5 to 4; }'), /the range from 5 to 4 is empty/],
  ['an open comment', proto3('/* x'), /line 2, column 1: a comment has no '\*\/' at its end/],
  ['a lone slash', proto3('message M { / }'), /expected the type of a field but found '\/'/],
  ['an open string', proto3('option a = "x\n";'), /line 2, column 14: a string has no closing quote on its line/],
  ['a list that is not closed', proto3('option (a) = { b: [1, 2; };'), /expected ',' or ']' but found ';'/],
  [
    'a method without a type',
    proto3('service S { rpc A() returns (B); }'),
    /expected the name of a message but found '\)'/,
  ],
  [
    'a field of an unknown type',
    proto3('message M { N n = 1; }'),
    /line 2, column 13: 'N' is neither defined here nor/,
  ],
  ['a method of an unknown type', proto3('message M {} service S { rpc A(M) returns (N); }'), /'N' is neither defined/],
  ['an extension of an unknown message', 'extend N { optional int32 a = 1; }', /'N' is neither defined/],
]
for (const [what, text, message] of refused) {
  test(`${what} is refused with its place`, () => {
    assert.throws(() => parseProtobuf(text), { code: 42201, message })
  })
}

/** The reference stores these; only linking would find them. */
const accepted: [what: string, text: string][] = [
  ['a number used twice', 'message M { string a = 1; string b = 1; }'],
  ['a reserved number that is used', 'message M { reserved 1; string a = 1; }'],
  ['a number that is out of range', 'message M { string a = 0; string b = 19000; }'],
  ['an enum without a zero', 'enum E { A = 1; A = 2; }'],
  ['a value of a map that is not known', 'message M { map<string, N> a = 1; }'],
  ['an import that is not there', 'import "gone.proto"; message M {}'],
  ['an option that is not known', 'message M { option (gone) = 1; }'],
  [
    'keywords as names',
    'message message { string option = 1; int32 syntax = 2; string map = 3; } enum reserved { to = 0; }',
  ],
  ['a message called stream', 'message stream {} service S { rpc A(stream) returns (stream stream); }'],
]
for (const [what, text] of accepted) {
  test(`${what} is accepted`, () => {
    const canonical = protobuf.canonical(parseProtobuf(proto3(text)))
    assert.equal(protobuf.canonical(parseProtobuf(canonical)), canonical)
  })
}

test('a stored schema is read although a type is missing, and is normalised as far as it goes', () => {
  const text = proto3('message M { N n = 1; M m = 2; }')
  const normalized = protobuf.normalized(parseProtobuf(text, { strict: false }))
  assert.equal(normalized, proto3('\nmessage M {\n  N n = 1;\n  .M m = 2;\n}\n'))
})

test('a byte order mark at the start is no part of the text', () => {
  assert.equal(protobuf.canonical(parseProtobuf('\uFEFFsyntax = "proto3";')), 'syntax = "proto3";\n')
})
