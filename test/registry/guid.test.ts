/** Guids are those that the Confluent registry gives (registry API, section 6.2). */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fingerprintOf, guidOf, type Metadata, type SchemaContent } from '../../src/registry/index.ts'
import { A1, BASE } from './fixtures.ts'

const base = BASE.schema.replace('"com.example.Ref"', '"Ref"')

const golden: [title: string, content: Partial<SchemaContent> & { schema: string }, guid: string][] = [
  ['a string', { schema: '"string"' }, '095d71cf-1255-6b9d-5e33-0ad575b3df5d'],
  ['a long', { schema: '"long"' }, 'e1dd9a1e-f98b-451b-5369-0370b393966b'],
  ['a record', A1, 'a3d8f88a-9756-7b65-8ee2-5c9472fa6c7d'],
  [
    'a record with its version as metadata',
    { ...A1, metadata: { properties: { 'confluent:version': '2' } } },
    '906238c2-dc99-599d-9beb-a6affedc5713',
  ],
  [
    'a record with a property',
    { ...A1, metadata: { properties: { 'application.version': '2' } } },
    '400798d1-43fb-6021-1873-5b44698e2078',
  ],
  ['a record with empty metadata', { ...A1, metadata: {} }, '4f5044e6-9bac-214b-7c34-5e33403b409c'],
  ['a record with a reference', { schema: base, references: BASE.references }, 'b935cba5-df88-5675-f62b-d2f5eb6effda'],
  ['a JSON Schema object', { schema: '{"type":"object"}' }, '01fc056e-ed58-c88f-e1c5-07fcd84dd4b7'],
  ['the JSON Schema true', { schema: 'true' }, 'b326b506-2b2f-0e69-0468-10717534cb09'],
  [
    'a Protobuf file',
    { schema: 'syntax = "proto3";\n\nmessage M {\n  string a = 1;\n}\n' },
    '5ca0c071-0920-de03-5649-8ed25c5d091a',
  ],
]

for (const [title, content, guid] of golden)
  test(`the guid of ${title} is ${guid}`, () => {
    assert.equal(guidOf({ references: [], ...content }), guid)
  })

const content: SchemaContent = { schema: '"string"', references: [] }

test('the order of keys and of tags makes no other content', () => {
  const one: Metadata = { tags: { a: ['x', 'y'], b: ['z'] }, properties: { p: '1', q: '2' }, sensitive: ['p', 'q'] }
  const other: Metadata = { sensitive: ['q', 'p'], properties: { q: '2', p: '1' }, tags: { b: ['z'], a: ['y', 'x'] } }
  assert.equal(guidOf({ ...content, metadata: one }), guidOf({ ...content, metadata: other }))
  assert.equal(fingerprintOf({ ...content, metadata: one }), fingerprintOf({ ...content, metadata: other }))
})

test('contents that share a guid, because it has no separators, have different fingerprints', () => {
  const one = { ...content, metadata: { properties: { ab: 'c' } } }
  const other = { ...content, metadata: { properties: { a: 'bc' } } }
  assert.equal(guidOf(one), guidOf(other))
  assert.notEqual(fingerprintOf(one), fingerprintOf(other))
})

test('metadata that is empty and metadata that is not there are different contents', () => {
  assert.notEqual(fingerprintOf(content), fingerprintOf({ ...content, metadata: {} }))
  assert.notEqual(fingerprintOf(content), fingerprintOf({ ...content, ruleSet: {} }))
})

test('every part of a rule counts, the order of its tags does not', () => {
  const rule = { name: 'r', kind: 'CONDITION', mode: 'WRITE', type: 'CEL', disabled: false } as const
  const variants = [
    rule,
    { ...rule, name: 's' },
    { ...rule, doc: 'd' },
    { ...rule, kind: 'TRANSFORM' as const },
    { ...rule, mode: 'READ' as const },
    { ...rule, type: 'CEL_FIELD' },
    { ...rule, tags: ['x', 'y'] },
    { ...rule, params: { p: '1' } },
    { ...rule, expr: 'true' },
    { ...rule, onSuccess: 'NONE' },
    { ...rule, onFailure: 'DLQ' },
    { ...rule, disabled: true },
  ]
  const prints = variants.map((variant) => fingerprintOf({ ...content, ruleSet: { domainRules: [variant] } }))
  const guids = variants.map((variant) => guidOf({ ...content, ruleSet: { domainRules: [variant] } }))
  assert.equal(new Set(prints).size, variants.length)
  assert.equal(new Set(guids).size, variants.length)
  const turned = { ...rule, tags: ['y', 'x'] }
  assert.equal(fingerprintOf({ ...content, ruleSet: { domainRules: [turned] } }), prints[6])
})
