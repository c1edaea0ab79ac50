import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkProtobuf } from '../../../../src/schemas/protobuf/compatibility.ts'
import { differences } from '../../../../src/schemas/protobuf/differences.ts'
import { protobufExplanations } from '../../../../src/schemas/protobuf/explanation/index.ts'
import { protobufFault } from '../../../../src/schemas/protobuf/link-faults.ts'
import { parseProtobuf } from '../../parse.ts'

const { rules } = protobufExplanations

for (const { kind, nature, example } of rules) {
  test(`the example of ${kind} shows that rule, in files that a compiler takes`, () => {
    const [older, newer] = [parseProtobuf(example.older), parseProtobuf(example.newer)]
    for (const document of [older, newer]) assert.equal(protobufFault(document), undefined)
    const broken = checkProtobuf(newer, older).map((finding) => finding.kind)
    if (nature === 'breaks') assert.deepEqual(broken, [kind])
    else {
      assert.deepEqual(broken, [])
      const found = protobufExplanations.surprises(older, newer).map((surprise) => surprise.kind)
      assert.ok(found.includes(kind), found.join())
    }
  })
}

test('every kind that breaks something has a rule, and none has two', () => {
  const kinds = rules.map(({ kind }) => kind)
  assert.equal(new Set(kinds).size, kinds.length)
  const breaking = Object.entries(differences).flatMap(([kind, { compatible }]) => (compatible ? [] : [kind]))
  assert.deepEqual(
    // A check that is given up is no rule about schemas.
    breaking.filter((kind) => !kinds.includes(kind)),
    ['CHECK_LIMIT_REACHED'],
  )
})

test('a schema has no surprises for itself', () => {
  for (const { example } of rules) {
    for (const text of [example.older, example.newer]) {
      assert.deepEqual(protobufExplanations.surprises(parseProtobuf(text), parseProtobuf(text)), [])
    }
  }
})

test('what changes nothing for programs is no surprise', () => {
  const older = parseProtobuf(`syntax = "proto3";
message M { string a = 1; repeated int32 b = 2; E e = 3; oneof o { string c = 4; } }
enum E { ZERO = 0; ONE = 1; }`)
  const newer = parseProtobuf(`syntax = "proto3";
import "google/protobuf/timestamp.proto";
// Other comments, another order, fields and messages that are new, options that say what is so anyway.
enum E { ZERO = 0; ONE = 1; }
message M {
  reserved 9;
  google.protobuf.Timestamp at = 5;
  oneof o { string c = 4; string d = 6; }
  E e = 3;
  repeated int32 b = 2 [packed = true];
  string a = 1 [json_name = "a", deprecated = false];
}
message N { M m = 1; }`)
  assert.deepEqual(protobufExplanations.surprises(older, newer), [])
})

test('a file that changed in everything has as many surprises as are listed, and no more', () => {
  const text = (type: string) => {
    const fields = Array.from({ length: 1500 }, (_, index) => `${type} f${index} = ${index + 1};`)
    return parseProtobuf(`syntax = "proto3"; message M { ${fields.join(' ')} }`)
  }
  assert.equal(protobufExplanations.surprises(text('int32'), text('int64')).length, 1000)
})
