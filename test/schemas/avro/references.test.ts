import assert from 'node:assert/strict'
import { test } from 'node:test'
import { avro } from '../../../src/schemas/avro/index.ts'
import { parseAvro } from '../parse.ts'

const address = {
  name: 'address',
  text: '{"type":"record","name":"shop.Address","fields":[{"name":"kind","type":{"type":"enum","name":"Kind","symbols":["HOME"]}}]}',
}
const customer = {
  name: 'customer',
  text: '{"type":"record","name":"Customer","namespace":"shop","fields":[{"name":"address","type":"Address"}]}',
}
const order =
  '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"by","type":"Customer"},{"name":"to","type":"shop.Address"},{"name":"kind","type":"Kind"}]}'
const inlined = `{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"by","type":{"type":"record","name":"Customer","fields":[{"name":"address","type":${address.text}}]}},{"name":"to","type":"Address"},{"name":"kind","type":"Kind"}]}`

test('types of references are known by their full names, whatever the references are called', () => {
  const document = parseAvro(order, { references: [address, customer] })
  assert.deepEqual(avro.references(document), ['shop.Customer', 'shop.Address', 'shop.Kind'])
})

test('the stored text names the types at the root of references and inlines those inside them', () => {
  assert.equal(
    avro.canonical(parseAvro(order, { references: [address, customer] })),
    '{"type":"record","name":"Order","namespace":"shop","fields":[{"name":"by","type":"Customer"},{"name":"to","type":"Address"},{"name":"kind","type":{"type":"enum","name":"Kind","symbols":["HOME"]}}]}',
  )
})

test('a schema is equal to one that has everything inlined, and compatible both ways', () => {
  const [a, b] = [parseAvro(order, { references: [address, customer] }), parseAvro(inlined)]
  assert.ok(avro.equals(a, b))
  assert.deepEqual([...avro.check(a, b), ...avro.check(b, a)], [])
})

test('a change inside a referenced type is seen', () => {
  const changed = { ...address, text: address.text.replace('HOME', 'WORK') }
  const [a, b] = [address, changed].map((first) => parseAvro(order, { references: [first, customer] }))
  assert.ok(a && b && !avro.equals(a, b))
  assert.deepEqual(
    avro.check(a, b).map(({ kind }) => kind),
    ['MISSING_ENUM_SYMBOLS'],
  )
})

test('an unknown type and an unusable reference are refused by name', () => {
  assert.throws(() => parseAvro(order, { references: [address] }), {
    key: 'unresolvedReference',
    message: /'Customer' is neither defined here nor in a reference/,
  })
  assert.throws(() => parseAvro('"int"', { references: [{ name: 'broken', text: '{' }] }), {
    key: 'invalidReference',
    code: 42201,
    message: /Invalid reference 'broken': Invalid schema at line 1, column 2/,
  })
})

test('what is written differently but says the same is equal; docs, aliases and defaults count', () => {
  const base =
    '{"type":"record","name":"R","aliases":["A","B"],"x":1,"y":{"p":1,"q":2},"fields":[{"name":"f","type":"int","default":1}]}'
  const same =
    '{"y":{"q":2,"p":1},"x":1,"name":"R","aliases":["B","A"],"type":"record","fields":[{"default":1,"name":"f","type":{"type":"int"}}]}'
  assert.ok(avro.equals(parseAvro(base), parseAvro(same)))
  for (const [from, to] of [
    ['"x":1', '"x":2'],
    ['["A","B"]', '["A"]'],
    ['"default":1', '"default":2'],
    ['"x":1', '"x":1,"doc":"d"'],
  ] as const) {
    assert.ok(!avro.equals(parseAvro(base), parseAvro(base.replace(from, to))), `${from} -> ${to}`)
  }
})
