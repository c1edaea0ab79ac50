import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { avroExplanations } from '../../../../src/schemas/avro/explanation/index.ts'
import { avro } from '../../../../src/schemas/avro/index.ts'
import type { Side } from '../../../../src/schemas/explanation/explanation.ts'
import { Mender, type TriedRepair } from '../../../../src/schemas/explanation/mend.ts'
import type { ResolvedReference, SchemaSource } from '../../../../src/schemas/index.ts'
import { type Schema, SchemaMaker } from '../schema-maker.ts'
import { incompatiblePairs } from './golden-pairs.ts'

function menderOf(candidate: SchemaSource, other: SchemaSource, candidateIs: Side) {
  const parsed = avro.parse({ ...other, placed: true })
  const opposites = [{ candidateIs, parsed }]
  return new Mender({ format: avro, rules: avroExplanations, candidate, opposites, policy: 'STRICT' })
}

function sourceOf(schema: unknown, references: ResolvedReference[] = []): SchemaSource {
  return { text: typeof schema === 'string' ? schema : JSON.stringify(schema), references, strict: true }
}

for (const side of ['reader', 'writer'] as const) {
  test(`incompatible golden pairs are mended where the candidate is the ${side}`, (t) => {
    const pairs = incompatiblePairs()
    const unmended = pairs.filter(({ reader, writer }) => {
      const [candidate, other] = side === 'reader' ? [reader, writer] : [writer, reader]
      return !menderOf(candidate, other, side).fixOfAll()
    })
    t.diagnostic(`${pairs.length - unmended.length} of ${pairs.length} have a fix of all`)
    assert.ok(unmended.length <= pairs.length * 0.1, unmended.map(({ name }) => name).join(', '))
  })
}

const record = (...fields: object[]) => ({ type: 'record', name: 'Order', namespace: 'shop', fields })
const id = { name: 'id', type: 'int' }
const color = (...symbols: string[]) => ({ type: 'enum', name: 'Color', symbols })
const money = (...fields: object[]) => ({ type: 'record', name: 'Money', fields })
const cents = { name: 'cents', type: 'long' }
const currency = { name: 'currency', type: 'string' }

/** What is proposed first, and the candidate after it. */
const cases: [name: string, side: Side, candidate: unknown, other: unknown, title: string, mended: unknown][] = [
  [
    'a new field becomes optional',
    'reader',
    record(id, { name: 'note', type: 'string' }),
    record(id),
    "Let field 'note' be null as well, with the default null.",
    record(id, { name: 'note', type: ['null', 'string'], default: null }),
  ],
  [
    'a new field that may be null is null by default, and null comes first',
    'reader',
    record(id, { name: 'note', type: ['string', 'null'] }),
    record(id),
    "Give field 'note' the default null.",
    record(id, { name: 'note', type: ['null', 'string'], default: null }),
  ],
  [
    'a new list is empty by default',
    'reader',
    record(id, { name: 'notes', type: { type: 'array', items: 'string' } }),
    record(id),
    "Give field 'notes' the default [].",
    record(id, { name: 'notes', type: { type: 'array', items: 'string' }, default: [] }),
  ],
  [
    'a field of nearly the same name is taken for the old one',
    'reader',
    record(id, { name: 'customerName', type: 'string' }),
    record(id, { name: 'customer_name', type: 'string' }),
    "Give field 'customerName' the alias 'customer_name', so that it reads what that field held before.",
    record(id, { name: 'customerName', type: 'string', aliases: ['customer_name'] }),
  ],
  [
    'a removed field comes back where it was',
    'writer',
    record(id),
    record({ name: 'note', type: 'string', doc: 'd' }, id),
    "Put field 'note' back.",
    record({ name: 'note', type: 'string', doc: 'd' }, id),
  ],
  [
    'a renamed field keeps its name',
    'writer',
    record({ name: 'number', type: 'int', aliases: ['id'] }),
    record(id),
    "Let field 'number' keep the name 'id'.",
    record(id),
  ],
  [
    'a number becomes as wide as it was',
    'reader',
    record({ name: 'id', type: 'int', default: 0 }),
    record({ name: 'id', type: 'long' }),
    "Make field 'id' a long.",
    record({ name: 'id', type: 'long', default: 0 }),
  ],
  [
    'a reader takes null from those who still write it',
    'reader',
    record({ name: 'note', type: 'string' }),
    record({ name: 'note', type: ['null', 'string'] }),
    "Let field 'note' be null as well.",
    record({ name: 'note', type: ['null', 'string'] }),
  ],
  [
    'a writer that may write null now gives the field back its type, and the default goes',
    'writer',
    record({ name: 'id', type: ['null', 'int'], default: null }),
    record(id),
    "Let field 'id' be int again.",
    record(id),
  ],
  [
    'a symbol for what is not known becomes the default',
    'reader',
    record({ name: 'color', type: color('RED', 'UNKNOWN') }),
    record({ name: 'color', type: color('RED', 'GREEN', 'UNKNOWN') }),
    "Give enum Color the default 'UNKNOWN', which is read for symbols that it does not know.",
    record({ name: 'color', type: { ...color('RED', 'UNKNOWN'), default: 'UNKNOWN' } }),
  ],
  [
    'symbols come back where they were',
    'reader',
    color('B', 'E'),
    color('A', 'B', 'C', 'D', 'E', 'F'),
    "Put 'A', 'C', 'D', 'F' back among the symbols of enum Color (the schema itself).",
    color('A', 'B', 'C', 'D', 'E', 'F'),
  ],
  [
    'many symbols are left out at once',
    'writer',
    color('A', ...Array.from({ length: 100 }, (_, index) => `B${index}`)),
    color('A'),
    "Leave 'B0', 'B1', 'B2', 'B3', 'B4' and 95 more out of the symbols of enum Color until all readers have a default for symbols that they do not know.",
    color('A'),
  ],
  [
    'fields come back where they were, inside a branch too',
    'writer',
    record({ name: 'price', type: ['null', money(currency)] }),
    record({ name: 'price', type: ['null', money(cents, { name: 'tax', type: 'long' }, currency, id)] }),
    "Put field 'price.cents' back. Put field 'price.tax' back. Put field 'price.id' back.",
    record({ name: 'price', type: ['null', money(cents, { name: 'tax', type: 'long' }, currency, id)] }),
  ],
  [
    'an alias is written as short as it may be',
    'reader',
    { ...record(id), name: 'Purchase' },
    record(id),
    "Give record Purchase the alias 'shop.Order'.",
    { ...record(id), name: 'Purchase', aliases: ['Order'] },
  ],
  [
    'a type that was renamed is named as before wherever it is used',
    'writer',
    record({ name: 'a', type: { ...money(cents), name: 'Amount' } }, { name: 'b', type: 'shop.Amount' }),
    record({ name: 'a', type: money(cents) }, { name: 'b', type: 'Money' }),
    "Let record Amount be named 'Money' again.",
    record({ name: 'a', type: money(cents) }, { name: 'b', type: 'shop.Money' }),
  ],
  [
    'what is wrong inside a branch of a union is mended there, all of it',
    'reader',
    record({ name: 'price', type: ['null', money(cents, currency, { name: 'rate', type: 'float' })], default: null }),
    record({ name: 'price', type: ['null', money(cents, { name: 'rate', type: 'double' })], default: null }),
    "Let field 'price.currency' be null as well, with the default null. Make field 'price.rate' a double.",
    record({
      name: 'price',
      type: [
        'null',
        money(cents, { name: 'currency', type: ['null', 'string'], default: null }, { name: 'rate', type: 'double' }),
      ],
      default: null,
    }),
  ],
  [
    'a type that comes back brings the types that it needs, and those that are known by name',
    'writer',
    record({ name: 'color', type: color('RED') }, { name: 'price', type: 'string' }),
    record({ name: 'color', type: color('RED') }, { name: 'price', type: money(cents, { name: 'c', type: 'Color' }) }),
    "Let field 'price' be record Money again.",
    record({ name: 'color', type: color('RED') }, { name: 'price', type: money(cents, { name: 'c', type: 'Color' }) }),
  ],
  [
    'a type that is defined where another comes back is defined where it is used next',
    'writer',
    record({ name: 'a', type: money(cents) }, { name: 'b', type: { type: 'array', items: 'Money' } }),
    record({ name: 'a', type: 'string' }, { name: 'b', type: { type: 'array', items: money(cents) } }),
    "Let field 'a' be string again.",
    record({ name: 'a', type: 'string' }, { name: 'b', type: { type: 'array', items: money(cents) } }),
  ],
]

for (const [name, side, candidate, other, title, mended] of cases) {
  test(name, () => {
    const source = sourceOf(candidate)
    const fix = menderOf(source, sourceOf(other), side).fixOfAll()
    assert.equal(fix?.title, title)
    assert.deepEqual(JSON.parse(edited(source.text, fix)), mended)
  })
}

function edited(text: string, { edit: { start, end, replacement } }: TriedRepair): string {
  return text.slice(0, start) + replacement + text.slice(end)
}

test('what a reference defines is not edited; what uses it is', () => {
  const reference = { name: 'money', text: JSON.stringify(money(cents, currency)) }
  const candidate = sourceOf(record({ name: 'price', type: 'Money' }), [reference])
  const older = sourceOf(record({ name: 'price', type: money(cents) }))
  const mender = menderOf(candidate, older, 'reader')
  assert.deepEqual(
    mender.open.map(({ finding }) => finding.path),
    ['/fields/0/type/fields/1'],
  )
  assert.equal(mender.fixOfAll()?.title, "Let field 'price' be record Money again.")
})

/** Full names of the types that a schema defines. */
function definedNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(definedNames)
  if (typeof schema !== 'object' || schema === null) return []
  const inner = Object.values(schema).flatMap(definedNames)
  return 'name' in schema && 'type' in schema && ['record', 'enum', 'fixed'].includes(String(schema.type))
    ? [String(schema.name), ...inner]
    : inner
}

test('made pairs with types that are used by name are mended in every direction', (t) => {
  const count = { broken: 0, mended: 0 }
  const directions: Side[][] = [['reader'], ['writer'], ['writer', 'reader']]
  fc.assert(
    fc.property(fc.gen(), fc.constantFrom(...directions), fc.nat(), (gen, sides, pick) => {
      const maker = new SchemaMaker(gen)
      const made = maker.schema(3)
      const names = definedNames(made)
      const again = names.length > 0 ? [{ name: 'again', type: ['null', names[pick % names.length]] }] : []
      const older = { ...record({ name: 'made', type: made }, ...again), name: 'Root' }
      const candidate = sourceOf(maker.changed(older as unknown as Schema))
      const parsed = avro.parse({ ...sourceOf(older), placed: true })
      const opposites = sides.map((candidateIs) => ({ candidateIs, parsed }))
      const mender = new Mender({ format: avro, rules: avroExplanations, candidate, opposites, policy: 'STRICT' })
      if (mender.open.length === 0) return
      count.broken++
      if (mender.fixOfAll()) count.mended++
    }),
    { numRuns: 500, seed: 5 },
  )
  t.diagnostic(`${count.mended} of ${count.broken} made pairs have a fix of all`)
  assert.ok(count.broken > 100 && count.mended >= count.broken * 0.9)
})
