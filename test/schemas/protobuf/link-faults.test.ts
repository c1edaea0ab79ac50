import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { builtInTexts } from '../../../src/schemas/protobuf/built-in-texts.ts'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'

const fault = (text: string, references: { name: string; text: string }[] = []) =>
  protobuf.fieldFault?.(parseProtobuf(text, { references }))
const proto3 = (body: string) => `syntax = "proto3"; package p; ${body}`

const faults: [what: string, text: string, message: RegExp][] = [
  [
    'a number used twice',
    proto3('message M { string a = 1; oneof o { string b = 1; } }'),
    /the field 'b' of 'p\.M' has the number 1, which 'a' has too/,
  ],
  ['a number of zero', proto3('message M { string a = 0; }'), /which is not from 1 to 536870911/],
  ['a negative number', proto3('message M { string a = -1; }'), /which is not from 1/],
  ['a number of Protobuf itself', proto3('message M { string a = 19500; }'), /19000 to 19999 are kept/],
  ['a reserved number', proto3('message M { reserved 1 to 5; string a = 3; }'), /the number 3, which is reserved/],
  ['a reserved name', proto3('message M { reserved "a"; string a = 3; }'), /a name that is reserved/],
  ['a number for extensions', 'message M { extensions 1 to 5; optional string a = 3; }', /which is one for extensions/],
  ['a name used twice', proto3('message M { string a = 1; string a = 2; }'), /'a' stands for two things in 'p\.M'/],
  ['a constant that is a message', proto3('message M {} enum E { M = 0; }'), /'M' stands for two things in 'p'/],
  ['a nested fault', proto3('message M { message N { string a = 0; } }'), /'a' of 'p\.M\.N'/],
  ['a fault in a group', 'message M { optional group G = 1 { optional string a = 0; } }', /'a' of 'M\.G'/],
  ['an enum without a zero', proto3('enum E { A = 1; }'), /the first constant of 'p\.E' is not 0/],
  ['an enum without constants', proto3('enum E {}'), /has no constants/],
  [
    'a constant used twice',
    proto3('enum E { A = 0; B = 0; }'),
    /the constant 'B' of 'p\.E' has the number 0, which 'A' has/,
  ],
  ['a reserved constant', proto3('enum E { A = 0; B = 3; reserved 2 to max; }'), /has a number that is reserved/],
  ['a reserved name of a constant', proto3('enum E { A = 0; reserved "A"; }'), /has a name that is reserved/],
  [
    'a value of a map that is not known',
    proto3('message M { map<string, N> a = 1; }'),
    /the type 'N', which is not known/,
  ],
  [
    'an import that is not there',
    proto3('import "gone.proto";'),
    /the file 'gone\.proto' that it imports is no reference/,
  ],
  [
    'an extension without room',
    'message M { extensions 5; } extend M { optional int32 a = 6; }',
    /no room for an extension of the number 6/,
  ],
  [
    'an extension of an enum',
    'enum M { A = 0; } extend M { optional int32 a = 6; }',
    /'M' is no message that could be extended/,
  ],
]
for (const [what, text, message] of faults) {
  test(`${what} is a fault where fields are looked at, and no reason to refuse the text otherwise`, () => {
    assert.match(fault(text) ?? '', message)
  })
}

test('files that import each other in a circle are a fault', () => {
  const references = [
    { name: 'a.proto', text: 'import "b.proto";' },
    { name: 'b.proto', text: 'import "a.proto";' },
  ]
  assert.equal(fault('import "a.proto";', references), 'files import each other: a.proto, b.proto, a.proto')
})

test('what protoc takes has no fault', () => {
  const folder = new URL('../../fixtures/protobuf/', import.meta.url)
  const names = ['options.proto', 'everything2.proto', 'everything3.proto', 'edition.proto']
  const references = names.map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  for (const { name, text } of references) {
    assert.equal(
      fault(
        text,
        references.filter((other) => other.name !== name),
      ),
      undefined,
      name,
    )
  }
  for (const [name, text] of Object.entries(builtInTexts)) assert.equal(fault(text), undefined, name)
})
