import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { avroExplanations } from '../../../../src/schemas/avro/explanation/index.ts'
import { avro } from '../../../../src/schemas/avro/index.ts'
import type { AvroDocument } from '../../../../src/schemas/avro/model.ts'
import { readGolden } from '../../golden.ts'
import { parseAvro, type Written } from '../../parse.ts'
import { SchemaMaker } from '../schema-maker.ts'

const record = (...fields: object[]) => ({ type: 'record', name: 'Order', fields })
const id = { name: 'id', type: 'int' }
const note = { name: 'note', type: 'string' }
const amount = (type: unknown, more = {}) => record({ name: 'amount', type, ...more })
const color = (symbols: string[], more = {}) => amount({ type: 'enum', name: 'Color', symbols, ...more })
const money = (...fields: object[]) => ({ type: 'record', name: 'Money', fields })

/** Each change as `what path backward forward: description`, with `+` where it is safe and `-` where it is not. */
const cases: [older: Written, newer: Written, changes: string[]][] = [
  [record(id), record(id), []],
  [record(id), record(id, note), ["added /fields/1 -+: Field 'note' (string) was added without a default."]],
  [
    record(id),
    record({ ...note, default: '' }, id),
    ['added /fields/0 ++: Field \'note\' (string) was added with the default "".'],
  ],
  [record(id, note), record(id), ["removed /fields/1 +-: Field 'note' (string) was removed."]],
  [
    record(note),
    record({ name: 'text', type: 'string', aliases: ['note'] }),
    [
      "renamed /fields/0 +-: Field 'note' is now named 'text', with the old name as an alias.",
      "aliases /fields/0/aliases ++: The aliases of field 'text' changed: 'note' added.",
    ],
  ],
  [amount('int'), amount('long'), ["retyped /fields/0/type +-: Field 'amount' was int and is now long."]],
  [amount('int'), amount('string'), ["retyped /fields/0/type --: Field 'amount' was int and is now string."]],
  [
    amount('int'),
    amount(['null', 'int'], { default: null }),
    [
      "retyped /fields/0/type +-: Field 'amount' was int and is now null or int.",
      "default /fields/0/default ++: The default of field 'amount' was added: null.",
    ],
  ],
  [
    amount(['null', 'int']),
    amount(['int', 'null', 'string']),
    [
      "added /fields/0/type/2 +-: Field 'amount' may now be string.",
      "order /fields/0/type ++: The types that field 'amount' may be stand in another order.",
    ],
  ],
  [
    amount(['null', money(id)]),
    amount(['null', money(id, note)]),
    ["added /fields/0/type/1/fields/1 -+: Field 'amount.note' (string) was added without a default."],
  ],
  [
    color(['RED', 'GREEN']),
    color(['GREEN', 'RED', 'BLUE'], { default: 'RED' }),
    [
      "symbols /fields/0/type/symbols +-: The symbols of enum Color changed: 'BLUE' added.",
      'order /fields/0/type/symbols ++: The symbols of enum Color stand in another order.',
      'default /fields/0/type/default ++: The default of enum Color was added: RED.',
    ],
  ],
  [
    amount({ type: 'fixed', name: 'F', size: 1 }),
    amount({ type: 'fixed', name: 'F', size: 2 }),
    ['size /fields/0/type/size --: Fixed F had 1 bytes and now has 2.'],
  ],
  [
    { ...record(), namespace: 'a', doc: 'x' },
    { ...record(), namespace: 'b' },
    [
      'namespace /namespace ++: Record Order moved from namespace a to namespace b.',
      'doc /doc ++: The doc of record Order was removed.',
    ],
  ],
  [
    record(),
    { ...record(), name: 'Purchase', aliases: ['Order'] },
    [
      'renamed /name +-: Record Order is now named Purchase, with the old name as an alias.',
      "aliases /aliases ++: The aliases of record Purchase changed: 'Order' added.",
    ],
  ],
  [
    amount({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 2 }, { order: 'ignore', x: 1 }),
    amount({ type: 'bytes', logicalType: 'decimal', precision: 9, scale: 3 }, { doc: 'd' }),
    [
      "logical type /fields/0/type/logicalType ++: Field 'amount' was decimal(9, 2) and is now decimal(9, 3).",
      "doc /fields/0/doc ++: The doc of field 'amount' was added.",
      "sort order /fields/0/order ++: Records were sorted by field 'amount' regardless of it and are now sorted ascending.",
      "attribute /fields/0/x ++: The attribute 'x' of field 'amount' was removed.",
    ],
  ],
]

for (const [older, newer, expected] of cases) {
  test(`changes: ${expected.join(' | ') || 'none'}`, () => {
    const changes = avroExplanations.changes(parseAvro(older), parseAvro(newer))
    const sign = (isSafe: boolean) => (isSafe ? '+' : '-')
    const shown = changes.map(
      ({ what, path, description, backward, forward }) =>
        `${what} ${path} ${sign(backward)}${sign(forward)}: ${description}`,
    )
    assert.deepEqual(shown, expected)
  })
}

function assertConsistent(older: AvroDocument, newer: AvroDocument): void {
  const changes = avroExplanations.changes(older, newer)
  assert.equal(
    changes.every(({ backward }) => backward),
    avro.check(newer, older).length === 0,
  )
  assert.equal(
    changes.every(({ forward }) => forward),
    avro.check(older, newer).length === 0,
  )
}

test('changes are all safe in a direction exactly where the check finds nothing: golden pairs', (t) => {
  const pairs = [
    ...readGolden('avro-pairs.json').map((golden) => [golden.text('writer'), golden.text('reader')] as const),
    ...readGolden('authored/avro.json').map((golden) => [golden.text('old'), golden.text('new')] as const),
  ]
  let unexplained = 0
  for (const [older, newer] of pairs) {
    const [was, is] = [parseAvro(older, { strict: false }), parseAvro(newer, { strict: false })]
    assertConsistent(was, is)
    unexplained += avroExplanations
      .changes(was, is)
      .filter(({ description }) => / schema/.test(description.replace('The schema itself', ''))).length
  }
  t.diagnostic(`${unexplained} findings are not about a change of their own`)
  assert.ok(unexplained <= 3)
})

test('changes are all safe in a direction exactly where the check finds nothing: made pairs', () => {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const maker = new SchemaMaker(gen)
      const older = { type: 'record', name: 'Root', fields: [{ name: 'made', type: maker.schema(3) }] }
      assertConsistent(parseAvro(older), parseAvro(maker.changed(older) as object))
    }),
    { numRuns: 300, seed: 7 },
  )
})

test('a schema has no changes against itself', () => {
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const text = JSON.stringify(new SchemaMaker(gen).schema(3))
      assert.deepEqual(avroExplanations.changes(parseAvro(text), parseAvro(text)), [])
    }),
    { numRuns: 100, seed: 7 },
  )
})
