import assert from 'node:assert/strict'
import { test } from 'node:test'
import avsc from 'avsc'
import fc from 'fast-check'
import { checkAvro } from '../../../../src/schemas/avro/compatibility.ts'
import { avroExplanations } from '../../../../src/schemas/avro/explanation/index.ts'
import { avro } from '../../../../src/schemas/avro/index.ts'
import { parseAvro, type Written } from '../../parse.ts'
import { SchemaMaker } from '../schema-maker.ts'
import { incompatiblePairs } from './golden-pairs.ts'

function firstWitness(reader: Written, writer: Written) {
  const [reading, writing] = [parseAvro(reader), parseAvro(writer)]
  const [finding] = checkAvro(reading.root, writing.root)
  assert.ok(finding)
  return avroExplanations.witness(finding, reading, writing)
}

test('incompatible golden pairs have a record that shows it', (t) => {
  const pairs = incompatiblePairs()
  let [findings, shown] = [0, 0]
  const bare = pairs.filter(({ reader, writer }) => {
    const [reading, writing] = [avro.parse(reader), avro.parse(writer)]
    const found = checkAvro(reading.root, writing.root)
    const witnesses = found.filter((finding) => avroExplanations.witness(finding, reading, writing))
    findings += found.length
    shown += witnesses.length
    return witnesses.length === 0
  })
  t.diagnostic(
    `${pairs.length - bare.length} of ${pairs.length} pairs, ${shown} of ${findings} findings have a witness`,
  )
  t.diagnostic(bare.map(({ name }) => name).join(', '))
  assert.ok(bare.length <= pairs.length * 0.1)
})

const record = (...fields: object[]) => ({ type: 'record', name: 'Order', fields })
const id = { name: 'id', type: 'long' }
const note = { name: 'note', type: 'string' }
const money = (...fields: object[]) => ({ type: 'record', name: 'Money', fields })
const node = (type: unknown) => ({
  type: 'record',
  name: 'Node',
  fields: [
    { name: 'value', type },
    { name: 'next', type: ['null', 'Node'] },
  ],
})

const cases: [name: string, reader: Written, writer: Written, record: string, outcome: string][] = [
  [
    'a field without a value',
    record(id, note),
    record(id),
    '{"id":0}',
    'A reader with the {reader} schema stops at once: the writer has no field note, and the reader has no default for it.',
  ],
  [
    'a symbol that is not known, and only that',
    record(id, { name: 'c', type: { type: 'enum', name: 'C', symbols: ['A'] } }),
    record(id, { name: 'c', type: { type: 'enum', name: 'C', symbols: ['A', 'B'] } }),
    '{"id":0,"c":"B"}',
    "A reader with the {reader} schema stops at 'c': symbol B is not one of C, which has no default.",
  ],
  [
    'an item of a list, an entry of a map, a branch of a union',
    record({ name: 'l', type: { type: 'array', items: { type: 'map', values: ['null', 'int'] } } }),
    record({ name: 'l', type: { type: 'array', items: { type: 'map', values: ['null', 'string'] } } }),
    '{"l":[{"key":{"string":""}}]}',
    "A reader with the {reader} schema stops at 'l[0].key': written as string, which is not readable as union of null, int.",
  ],
  [
    'what is wrong inside a branch',
    record({ name: 'price', type: ['null', money(id, note)] }),
    record({ name: 'price', type: ['null', money(id)] }),
    '{"price":{"Money":{"id":0}}}',
    "A reader with the {reader} schema stops at 'price': the writer has no field note, and the reader has no default for it.",
  ],
  [
    'a recursive type ends as soon as it can',
    record({ name: 'n', type: node('int') }),
    record({ name: 'n', type: node('string') }),
    '{"n":{"value":"","next":null}}',
    "A reader with the {reader} schema stops at 'n.value': written as string, which is not readable as int.",
  ],
  [
    'a union whose branches look alike names them',
    record({ name: 'n', type: ['int', 'string'] }),
    record({ name: 'n', type: ['int', 'string', 'float', money(id)] }),
    '{"n":{"float":0}}',
    "A reader with the {reader} schema stops at 'n': written as float, which is not readable as union of int, string.",
  ],
]

for (const [name, reader, writer, expected, outcome] of cases) {
  test(`witness: ${name}`, () => {
    assert.deepEqual(firstWitness(reader, writer), { record: expected, outcome })
  })
}

test('where no data can show it there is no witness', () => {
  const endless = { type: 'record', name: 'R', fields: [{ name: 'r', type: 'R' }] }
  assert.equal(firstWitness('"int"', endless), undefined)
  assert.equal(firstWitness('"int"', { type: 'enum', name: 'E', symbols: [] }), undefined)
  const aliased = record({ name: 'x', type: 'int', aliases: ['y'] })
  assert.equal(firstWitness(aliased, record({ name: 'x', type: 'int' }, { name: 'y', type: 'int' })), undefined)
})

test('a record of which every value is large has no witness, and the search ends', () => {
  const wide = (depth: number): object =>
    depth === 0
      ? { type: 'record', name: 'R0', fields: [id] }
      : {
          type: 'record',
          name: `R${depth}`,
          fields: [
            { name: 'a', type: wide(depth - 1) },
            { name: 'b', type: `R${depth - 1}` },
          ],
        }
  assert.equal(
    firstWitness(record(note, { name: 'w', type: wide(40) }), record({ name: 'w', type: wide(40) })),
    undefined,
  )
})

test('another implementation, avsc, takes the record as one of the writer and cannot read it as the reader', (t) => {
  let [broken, shown] = [0, 0]
  fc.assert(
    fc.property(fc.gen(), (gen) => {
      const maker = new SchemaMaker(gen)
      const older = { type: 'record', name: 'Root', fields: [{ name: 'made', type: maker.schema(3) }] }
      const newer = maker.changed(older)
      const [reading, writing] = [parseAvro(newer as object), parseAvro(older)]
      const [finding] = checkAvro(reading.root, writing.root)
      if (!finding) return
      broken++
      const witness = avroExplanations.witness(finding, reading, writing)
      if (!witness) return
      shown++
      const type = (schema: unknown) => avsc.Type.forSchema(schema as avsc.Schema, { wrapUnions: true })
      const bytes = type(older).toBuffer(type(older).fromString(witness.record))
      assert.throws(() => {
        const reader = type(newer)
        reader.fromBuffer(bytes, reader.createResolver(type(older)))
      })
    }),
    { numRuns: 800, seed: 11 },
  )
  t.diagnostic(`${shown} of ${broken} made pairs have a witness`)
  assert.ok(broken > 50 && shown >= broken * 0.9)
})

test('types of references are in the record under their full names', () => {
  const reference = { name: 'money', text: JSON.stringify({ ...money(id), namespace: 'shop.types' }) }
  const order = (price: unknown) => ({ ...record({ name: 'price', type: ['null', price] }), namespace: 'shop' })
  const writer = parseAvro(order('shop.types.Money'), { references: [reference] })
  const reader = parseAvro(order({ ...money(id, note), namespace: 'shop.types' }))
  const [finding] = checkAvro(reader.root, writer.root)
  assert.ok(finding)
  const witness = avroExplanations.witness(finding, reader, writer)
  assert.equal(witness?.record, '{"price":{"shop.types.Money":{"id":0}}}')
})
