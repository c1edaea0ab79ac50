import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Change } from '../../../../src/schemas/explanation/explanation.ts'
import { protobufExplanations } from '../../../../src/schemas/protobuf/explanation/index.ts'
import { protobuf } from '../../../../src/schemas/protobuf/index.ts'
import { readGolden } from '../../golden.ts'
import { schemaPair } from './pairs.ts'

const placed = (text: string) => protobuf.parse({ text, references: [], strict: false, placed: true })

function changes(older: string, newer: string): readonly Change[] {
  return protobufExplanations.changes(placed(older), placed(newer))
}

function assertAgrees(older: string, newer: string): void {
  const all = changes(older, newer)
  const [was, is] = [placed(older), placed(newer)]
  assert.equal(
    all.every(({ backward }) => backward),
    protobuf.check(is, was).length === 0,
  )
  assert.equal(
    all.every(({ forward }) => forward),
    protobuf.check(was, is).length === 0,
  )
}

test('changes are safe in a direction exactly where the check of that direction passes', () => {
  fc.assert(
    fc.property(schemaPair, ({ older, newer }) => assertAgrees(older, newer)),
    { numRuns: 100 },
  )
  for (const golden of readGolden('authored/protobuf.json')) {
    if (golden.value('original_dependencies')) continue
    assertAgrees(String(golden.value('old')), String(golden.value('new')))
  }
})

test('a schema does not differ from itself', () => {
  fc.assert(
    fc.property(schemaPair, ({ older }) => assert.deepEqual(changes(older, older), [])),
    { numRuns: 30 },
  )
})

test('each change is told once, with what it breaks, in the order of the newer text', () => {
  const older = `syntax = "proto3";
// An order.
message Order {
  string id = 1;
  int32 cents = 2; // of all items
  oneof payment { string card = 3; string invoice = 4; }
  string note = 5;
  string country = 7;
}
message Refund {}
`
  const newer = `syntax = "proto3";
message Item { string name = 1; }
// An order of a customer.
message Order {
  string order_id = 1;
  int64 cents = 2; // of all items
  oneof payment { string card = 3; }
  string note = 5 [deprecated = true];
  string comment = 6;
  string country = 8;
}
`
  const told = changes(older, newer).map(
    ({ what, path, backward, forward }) => `${what} ${path} ${backward ? '' : 'backward'} ${forward ? '' : 'forward'}`,
  )
  assert.deepEqual(
    told.map((line) => line.trim().replaceAll(/ +/g, ' ')),
    [
      'added #/Item forward',
      'order #/Order',
      'doc #/Order',
      'renamed #/Order/1',
      'retyped #/Order/2',
      'deprecated #/Order/5',
      'added #/Order/6',
      'renumbered #/Order/8',
      'removed #/Order/payment/4 backward',
      'removed #/Refund backward',
    ],
  )
})

test('where the stored text differs something is told, and nothing where it is the same', () => {
  fc.assert(
    fc.property(schemaPair, ({ older, newer }) => {
      const same = protobuf.canonical(placed(older)) === protobuf.canonical(placed(newer))
      assert.equal(changes(older, newer).length === 0, same)
    }),
    { numRuns: 50 },
  )
  const file = (head: string, ...statements: string[]) =>
    `syntax = "proto3";\n${head}\nmessage M {\n${statements.join('\n')}\n}\n`
  const pairs: [older: string, newer: string, told: string[]][] = [
    [file('', 'string a = 1;', 'string b = 2;'), file('', 'string b = 2;', 'string a = 1;'), ['order #/']],
    [file(''), file('', 'reserved 2;', 'reserved "b";'), ['reserved #/M']],
    [file(''), file('import "google/protobuf/any.proto";'), ['imports #/']],
    [file('import "google/protobuf/any.proto";'), file(''), ['imports #/']],
    [file(''), file('service S { rpc A (M) returns (M); }'), ['added #/S']],
    [file('service S { }'), file('service S { rpc A (M) returns (M); }'), ['added #/S/A']],
    [file('// one'), file('// two'), ['doc #/M']],
  ]
  for (const [older, newer, told] of pairs) {
    assert.deepEqual(
      changes(older, newer).map(({ what, path }) => `${what} ${path}`),
      told,
    )
  }
})
