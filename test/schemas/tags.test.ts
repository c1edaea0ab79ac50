/** Tags in the text: which path means which part, and that nothing else of the text changes. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { avro } from '../../src/schemas/avro/index.ts'
import type { SchemaFormat } from '../../src/schemas/format.ts'
import { jsonSchema } from '../../src/schemas/json/index.ts'
import { protobuf } from '../../src/schemas/protobuf/index.ts'
import type { TagChanges, TaggedEntity } from '../../src/schemas/tags.ts'

type EntityType = TaggedEntity['schemaEntity']['entityType']

const none: TagChanges = { keep: [], add: [], remove: [] }

function entity(entityType: EntityType, entityPath: string, ...tags: string[]): TaggedEntity {
  return { schemaEntity: { entityPath, entityType }, tags }
}

const record = (path: string, ...tags: string[]) => entity('sr_record', path, ...tags)
const field = (path: string, ...tags: string[]) => entity('sr_field', path, ...tags)

function parsed(format: SchemaFormat, schema: object) {
  return format.parse({ text: JSON.stringify(schema), references: [], strict: true })
}

function edit(format: SchemaFormat, schema: object, changes: Partial<TagChanges>): string | undefined {
  return format.tags?.edit(parsed(format, schema), { ...none, ...changes })
}

function find(format: SchemaFormat, schema: object) {
  return format.tags?.find(parsed(format, schema))
}

const inner = { type: 'record', name: 'Inner', fields: [{ name: 'x', type: 'long' }] }
const outer = {
  type: 'record',
  name: 'Outer',
  namespace: 'a.b',
  fields: [
    { name: 'one', type: ['null', { type: 'array', items: inner }] },
    { name: 'two', type: 'string', default: '' },
  ],
}

test('an Avro record or field is named with its namespace or without', () => {
  for (const path of ['a.b.Outer', 'Outer'])
    assert.equal(
      edit(avro, outer, { add: [record(path, 'A', 'B')] }),
      JSON.stringify({ ...outer, 'confluent:tags': ['A', 'B'] }),
    )
  const [one, two] = outer.fields
  for (const path of ['a.b.Outer.two', 'Outer.two'])
    assert.equal(
      edit(avro, outer, { add: [field(path, 'A')] }),
      JSON.stringify({ ...outer, fields: [one, { ...two, 'confluent:tags': ['A'] }] }),
    )
  assert.match(edit(avro, outer, { add: [field('a.b.Inner.x', 'A')] }) ?? '', /"type":"long","confluent:tags":\["A"\]/)
})

test('tags keep their place and order; taking away the last one takes away the list', () => {
  const tagged = { ...inner, 'confluent:tags': ['A', 'B'], other: 1 }
  assert.equal(
    edit(avro, tagged, { add: [record('Inner', 'C', 'A')], remove: [record('Inner', 'B')] }),
    JSON.stringify({ ...tagged, 'confluent:tags': ['A', 'C'] }),
  )
  assert.equal(edit(avro, tagged, { remove: [record('Inner', 'A', 'B')] }), JSON.stringify({ ...inner, other: 1 }))
})

test('a path that leads nowhere is 42201, but tags of an earlier version go only on what is left', () => {
  for (const [format, schema] of [
    [avro, outer],
    [jsonSchema, { type: 'object', properties: { a: {} } }],
  ] as const) {
    for (const entity of [record('No'), field('No'), field('Outer.no'), record('Outer.two'), field('object.b')])
      assert.throws(() => edit(format, schema, { add: [entity] }), {
        code: 42201,
        message: `No matching path '${entity.schemaEntity.entityPath}' found in the schema`,
      })
    assert.equal(edit(format, schema, { keep: [field('Outer.no', 'A')] }), JSON.stringify(schema))
  }
})

test('the tagged parts of an Avro schema are found, each type once', () => {
  const node = {
    type: 'record',
    name: 'Node',
    'confluent:tags': ['R'],
    fields: [{ name: 'next', type: ['null', 'Node'], 'confluent:tags': ['F', 'G'] }],
  }
  assert.deepEqual(find(avro, node), [record('Node', 'R'), field('Node.next', 'F', 'G')])
  assert.deepEqual(find(avro, outer), [])
})

test('a type that comes from a reference can be found, but not changed', () => {
  const references = [{ name: 'Ref', text: '{"type":"record","name":"Ref","fields":[],"confluent:tags":["R"]}' }]
  const text = '{"type":"record","name":"S","fields":[{"name":"r","type":"Ref"}]}'
  const schema = avro.parse({ text, references, strict: true })
  assert.deepEqual(avro.tags?.find(schema), [record('Ref', 'R')])
  assert.throws(() => avro.tags?.edit(schema, { ...none, add: [record('Ref', 'X')] }), { code: 42201 })
  assert.equal(avro.inForm?.(schema, 'RESOLVED'), text.replace('"Ref"', references[0]?.text ?? ''))
  assert.equal(avro.inForm?.(schema, 'serialized'), undefined)
})

const tag = { 'confluent:tags': ['T'] }

/** Each schema has one tag; the path is that of the reference. */
const jsonPaths: [schema: object, entity: TaggedEntity][] = [
  [{ type: 'object', ...tag }, record('object', 'T')],
  [{ type: 'object', properties: { a: { type: 'string', ...tag } } }, field('object.a', 'T')],
  [{ properties: { 'a.b': { ...tag } } }, field('object.a.b', 'T')],
  [
    { type: 'object', properties: { a: { type: 'object', properties: { b: { ...tag } } } } },
    field('object.a.object.b', 'T'),
  ],
  [
    { type: 'object', properties: { a: { type: 'array', items: { type: 'object', ...tag } } } },
    record('object.a.array.object', 'T'),
  ],
  [
    { type: 'object', properties: { a: { type: ['object', 'null'], properties: { b: { ...tag } } } } },
    field('object.a.anyof.1.object.b', 'T'),
  ],
  [
    { oneOf: [{ type: 'string' }, { type: 'object', ...tag }, { type: 'array', items: {} }] },
    record('oneof.1.object', 'T'),
  ],
  [{ not: { type: 'object', ...tag } }, record('not.object', 'T')],
  [
    { type: 'object', properties: {}, if: {}, else: { type: 'object', ...tag } },
    record('allof.0.conditional.else.object', 'T'),
  ],
  [{ type: 'object', definitions: { d: { type: 'object', ...tag } } }, record('object.definitions.d.object', 'T')],
  [{ type: 'object', $defs: { d: { properties: { p: { ...tag } } } } }, field('object.$defs.d.object.p', 'T')],
]

test('the parts of a JSON Schema have the paths of the reference, for finding and for changing', () => {
  for (const [schema, tagged] of jsonPaths) {
    const text = JSON.stringify(schema)
    assert.deepEqual(find(jsonSchema, schema), [tagged], text)
    const bare = edit(jsonSchema, schema, { remove: [tagged] }) ?? ''
    assert.equal(bare.includes('confluent:tags'), false, text)
    assert.equal(edit(jsonSchema, JSON.parse(bare), { add: [tagged] }), text)
  }
})

const proto = (messageOptions: string, fieldOptions: string, nestedOptions = '') =>
  `syntax = "proto3";
package com.example;

message Message1 {${messageOptions}
  string f1 = 1${fieldOptions};

  message Inner {
    int32 x = 1${nestedOptions};
  }
}
`
const metaOf = (indent: string, ...tags: string[]) =>
  `(confluent.field_meta) = {\n${indent}  tags: [\n${tags.map((tag) => `${indent}    "${tag}"`).join(',\n')}\n${indent}  ]\n${indent}}`

test('tags of Protobuf are options, in whatever form they were written; a dot may stand before the path', () => {
  const read = (text: string) => protobuf.parse({ text, references: [], strict: true })
  const tags = protobuf.tags
  const two = proto('', ` [${metaOf('  ', 'TAG1', 'TAG2')}]`)
  assert.equal(
    tags?.edit(read(proto('', '')), { ...none, add: [field('Message1.f1', 'TAG1'), field('.Message1.f1', 'TAG2')] }),
    two,
  )
  assert.deepEqual(tags?.find(read(two)), [field('Message1.f1', 'TAG1', 'TAG2')])
  const one = proto('', ` [${metaOf('  ', 'TAG1')}]`)
  assert.equal(tags?.edit(read(two), { ...none, remove: [field('Message1.f1', 'TAG2')] }), one)
  const short = proto('\n  option (confluent.message_meta).tags = "M";\n', ' [(confluent.field_meta).tags = "TAG1"]')
  assert.deepEqual(tags?.find(read(short)), [record('Message1', 'M'), field('Message1.f1', 'TAG1')])
  assert.equal(
    tags?.edit(read(short), { ...none, remove: [record('Message1', 'M'), field('Message1.f1', 'TAG1')] }),
    proto('', ''),
  )
  assert.equal(
    tags?.edit(read(proto('', '')), { ...none, add: [field('Message1.Inner.x', 'TAG1')] }),
    proto('', '', ` [${metaOf('    ', 'TAG1')}]`),
  )
  assert.throws(() => tags?.edit(read(proto('', '')), { ...none, add: [field('com.example.Message1.f1', 'T')] }), {
    code: 42201,
  })
})

test('the field at the top is told from one further in, and $$ is for tools', () => {
  const formats: SchemaFormat[] = [avro, jsonSchema]
  const names = formats.map((format) => {
    const schema = parsed(format, format.type === 'AVRO' ? outer : { properties: { two: { properties: { x: {} } } } })
    return ['two', 'x'].filter((name) => format.hasField(schema, name))
  })
  assert.deepEqual(names, [['two'], ['two']])
  const [, json] = formats
  assert.equal(json?.fieldFault?.(parsed(json, { properties: { a: {} } })), undefined)
  assert.match(json?.fieldFault?.(parsed(json, { properties: { $$a: {} } })) ?? '', /#\/properties\/\$\$a$/)
})
