import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalAvro } from '../../../src/schemas/avro/canonical.ts'
import { parseAvro, type Written } from '../parse.ts'

const field = (type: unknown, more: object = {}) => ({ name: 'f', type, ...more })
const record = (fields: readonly object[], more: object = {}) => ({ type: 'record', name: 'R', fields, ...more })
const withDefault = (type: unknown, value: unknown) => record([field(type, { default: value })])

/** Section 2.7 of the compatibility specification: what is refused always, and what only of new schemas. */
const always: [what: string, schema: Written, reason: RegExp][] = [
  ['a duplicate field', record([field('int'), field('long')]), /has two fields named 'f'/],
  ['a duplicate symbol', { type: 'enum', name: 'E', symbols: ['A', 'A'] }, /has the symbol 'A' twice/],
  [
    'an enum default that is no symbol',
    { type: 'enum', name: 'E', symbols: ['A'], default: 'B' },
    /none of its symbols/,
  ],
  ['a record without fields', { type: 'record', name: 'R' }, /needs "fields"/],
  ['an enum without symbols', { type: 'enum', name: 'E' }, /needs "symbols"/],
  ['an array without items', { type: 'array' }, /needs "items"/],
  ['a map without values', { type: 'map' }, /needs "values"/],
  ['a fixed without size', { type: 'fixed', name: 'F' }, /needs a "size"/],
  ['a negative size', { type: 'fixed', name: 'F', size: -1 }, /needs a "size"/],
  ['a size with a fraction', '{"type":"fixed","name":"F","size":1.0}', /needs a "size"/],
  ['a type without name', { type: 'record', fields: [] }, /needs a "name"/],
  ['a field without name', record([{ type: 'int' }]), /needs a "name"/],
  ['a field without type', record([{ name: 'f' }]), /needs a "type"/],
  ['a union inside a union', ['null', ['int']], /another union/],
  ['a union with a branch twice', ['int', 'int'], /'int' only once/],
  [
    'a union with two arrays',
    [
      { type: 'array', items: 'int' },
      { type: 'array', items: 'long' },
    ],
    /'array' only once/,
  ],
  ['a type inside a type', { type: { type: 'string' } }, /"type" that is a text/],
  ['a name as type of an object', { type: 'SomeName' }, /a defined type is used by its bare name/],
  ['an unknown order', record([field('int', { order: 'up' })]), /ascending, descending or ignore/],
  ['text behind the schema', '"int" "int"', /expected the end of the schema/],
  ['a name that nothing defines', record([field('Missing')]), /'Missing' is neither defined here nor in a reference/],
  ['a definition of a primitive type', { type: 'fixed', name: 'int', size: 1 }, /'int' is a primitive type/],
  ['a name with a hyphen', { type: 'fixed', name: 'a-b', size: 1 }, /may only hold/],
  ['aliases that are no list', record([], { aliases: 'A' }), /needs "aliases" in brackets/],
  ['a text as default of a number', withDefault('double', 'much'), /is not a number/],
  ['a number as schema', '5', /a schema is a name/],
]
for (const [what, schema, message] of always) {
  test(`${what} is refused with 42201`, () => {
    for (const strict of [true, false]) assert.throws(() => parseAvro(schema, { strict }), { code: 42201, message })
  })
}

const onlyNew: [what: string, schema: Written, reason: RegExp][] = [
  ['a name beyond ASCII', { type: 'fixed', name: 'Größe', size: 1 }, /may only hold A-Z/],
  ['a symbol beyond ASCII', { type: 'enum', name: 'E', symbols: ['É'] }, /symbol 'É'/],
  ['a field beyond ASCII', record([{ name: 'größe', type: 'int' }]), /field 'größe'/],
  ['a namespace with an empty part', { type: 'fixed', name: 'F', namespace: 'a..b', size: 1 }, /namespace 'a\.\.b'/],
  ['a namespace part that begins with a digit', { type: 'fixed', name: 'a.1b.F', size: 1 }, /namespace 'a\.1b'/],
  ['an alias with a hyphen', record([], { aliases: ['a-b'] }), /alias 'a-b'/],
  ['a default of another type', withDefault('int', 'x'), /the default of field 'f' of record 'R' does not fit/],
  [
    'an integer default with a fraction',
    '{"type":"record","name":"R","fields":[{"name":"f","type":"int","default":1.0}]}',
    /does not fit/,
  ],
  ['an integer default out of range', withDefault('int', 2 ** 31), /does not fit/],
  [
    'a long default out of range',
    '{"type":"record","name":"R","fields":[{"name":"f","type":"long","default":9223372036854775808}]}',
    /does not fit/,
  ],
  ['null as default of a text', withDefault('string', null), /does not fit/],
  ['a default that fits no branch', withDefault(['null', 'int'], 'x'), /does not fit/],
  ['an array default with a wrong item', withDefault({ type: 'array', items: 'int' }, [1, 'x']), /does not fit/],
  [
    'a record default that lacks a field',
    withDefault(record([{ name: 'x', type: 'int' }], { name: 'In' }), {}),
    /does not fit/,
  ],
  ['a default that needs itself', withDefault('R', {}), /does not fit/],
]
for (const [what, schema, message] of onlyNew) {
  test(`${what} is refused of a new schema and taken of a stored one`, () => {
    assert.throws(() => parseAvro(schema), { code: 42201, message })
    parseAvro(schema, { strict: false })
  })
}

const accepted: [what: string, schema: Written][] = [
  ['no symbols', { type: 'enum', name: 'E', symbols: [] }],
  ['no branches', []],
  ['no fields', record([])],
  ['a primitive name inside a namespace', { type: 'fixed', name: 'n.int', size: 1 }],
  ['a field alias of any letters', record([field('int', { aliases: ['a-b', 'é'] })])],
  ['an order in capitals', record([field('int', { order: 'DESCENDING' })])],
  ['a default that fits a later branch', withDefault(['null', 'int'], 1)],
  ['a map default', withDefault({ type: 'map', values: 'long' }, { a: 1 })],
  ['an enum default outside its symbols', withDefault({ type: 'enum', name: 'E', symbols: ['A'] }, 'B')],
  ['a bytes default', withDefault('bytes', '\u00ff')],
  [
    'a record default completed by its own',
    withDefault(record([{ name: 'x', type: 'int', default: 1 }], { name: 'In' }), {}),
  ],
  ['an unknown logical type', { type: 'int', logicalType: 'no-such-thing' }],
  ['an error', { type: 'error', name: 'E', fields: [] }],
  [
    'names of JavaScript',
    record([
      { name: '__proto__', type: 'int' },
      { name: 'constructor', type: 'int' },
    ]),
  ],
  [
    'a second definition that says the same',
    [record([]), record([field(record([], { doc: 'again' }))], { name: 'S' })],
  ],
  ['comments', '/* one */ {"type": "array", // two\n "items": "int"}'],
]
for (const [what, schema] of accepted) test(`a new schema may have ${what}`, () => void parseAvro(schema))

test('a name may be used before it is defined', () => {
  const before = record(
    [
      { name: 'a', type: 'B' },
      { name: 'b', type: { type: 'fixed', name: 'B', size: 2 } },
    ],
    { name: 'n.R' },
  )
  assert.equal(
    canonicalAvro(parseAvro(before)),
    '{"type":"record","name":"R","namespace":"n","fields":[{"name":"a","type":{"type":"fixed","name":"B","size":2}},{"name":"b","type":"B"}]}',
  )
})

test('a second definition that says something else is refused', () => {
  const twice = [record([]), record([field(record([field('int')]))], { name: 'S' })]
  assert.throws(() => parseAvro(twice), /'R' is defined a second time, and differently/)
})

test('a name is looked up in the namespace around it, then in none', () => {
  const inner = { type: 'fixed', name: 'F', namespace: '', size: 1 }
  const outer = record(
    [
      { name: 'a', type: inner },
      { name: 'b', type: 'F' },
    ],
    { namespace: 'n' },
  )
  assert.match(canonicalAvro(parseAvro(outer)), /"namespace":"","size":1\}\},\{"name":"b","type":"F"\}/)
  assert.throws(() => parseAvro(record([field('m.F')], { namespace: 'n' })), { key: 'unresolvedReference' })
})

test('an error tells line and column', () => {
  const text = '{\n  "type": "record",\n  "name": "R",\n  "fields": [\n    {"name": "f", "type": "Nope"}\n  ]\n}'
  assert.throws(() => parseAvro(text), { message: /Invalid schema at line 5, column 27: 'Nope'/ })
})
