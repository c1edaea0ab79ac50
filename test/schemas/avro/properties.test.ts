import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { avro } from '../../../src/schemas/avro/index.ts'
import { parseAvro } from '../parse.ts'
import { SchemaMaker } from './schema-maker.ts'

/** A made schema inside a record that is recursive, has a namespace and one of each attribute. */
const document = fc.gen().map((gen) => {
  const maker = new SchemaMaker(gen)
  return JSON.stringify({
    doc: '',
    type: 'record',
    name: 'ns.Root',
    aliases: ['Old', 'other.Older'],
    zeta: { b: 1.5, a: [1e3] },
    alpha: true,
    fields: [
      { name: 'made', type: maker.schema(3), order: 'ignore', aliases: ['b', 'a'] },
      { name: 'next', type: ['null', 'Root'], default: null },
      { name: 'amount', type: { type: 'bytes', scale: 2, logicalType: 'decimal', precision: 9 }, doc: 'd' },
      { name: 'ratio', type: 'double', default: 1 },
      { name: 'hash', type: { type: 'fixed', name: 'Hash', namespace: '', size: 2 } },
      { name: 'again', type: { type: 'array', items: 'Hash' } },
    ],
  })
})
const runs = { numRuns: 150 }

test('every schema can read itself', () => {
  fc.assert(
    fc.property(document, (text) => assert.deepEqual(avro.check(parseAvro(text), parseAvro(text)), [])),
    runs,
  )
})

test('the canonical text is read back as the same schema, and stays as it is', () => {
  fc.assert(
    fc.property(document, (text) => {
      const parsed = parseAvro(text)
      const again = parseAvro(avro.canonical(parsed))
      assert.ok(avro.equals(parsed, again))
      assert.equal(avro.canonical(again), avro.canonical(parsed))
    }),
    runs,
  )
})

test('normalising again changes nothing, and the normalised schema reads and is read', () => {
  fc.assert(
    fc.property(document, (text) => {
      const parsed = parseAvro(text)
      const normalized = parseAvro(avro.normalized(parsed))
      assert.equal(avro.normalized(normalized), avro.normalized(parsed))
      assert.deepEqual([...avro.check(parsed, normalized), ...avro.check(normalized, parsed)], [])
    }),
    runs,
  )
})

test('a new field with a default can always be read from old data', () => {
  fc.assert(
    fc.property(document, (text) => {
      const added = JSON.parse(text)
      added.fields.push({ name: 'added', type: ['null', 'string'], default: null })
      assert.deepEqual(avro.check(parseAvro(added), parseAvro(text)), [])
    }),
    runs,
  )
})
