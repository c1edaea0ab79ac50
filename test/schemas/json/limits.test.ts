import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Finding } from '../../../src/schemas/index.ts'
import { jsonSchema } from '../../../src/schemas/json/index.ts'
import { parseJson, type Written } from '../parse.ts'

function check(reader: Written, writer: Written): readonly Finding[] {
  return jsonSchema.check(parseJson(reader), parseJson(writer))
}

const kindsOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ kind }) => kind))]
const range = (length: number) => Array.from({ length }, (_, index) => index)
const objectOf = <Value>(length: number, entry: (index: number) => [string, Value]) =>
  Object.fromEntries(range(length).map(entry))

test('an object of 9,999 properties is printed and compared property by property', () => {
  const wide = (type: string) => ({ type: 'object', properties: objectOf(9999, (i) => [`p${i}`, { type }]) })
  const document = parseJson(wide('string'))
  assert.ok(jsonSchema.equals(document, parseJson(jsonSchema.canonical(document))))
  assert.equal(check(wide('string'), wide('integer')).length, 9999)
})

test('schemas inside schemas are followed up to 250 levels and refused beyond', () => {
  for (const [before, after] of [
    ['{"not":', '}'],
    ['{"properties":{"a":', '}}'],
    ['{"oneOf":[', ']}'],
    ['{"items":', '}'],
  ] as const) {
    const nested = (depth: number, type: string) => `${before.repeat(depth)}{"type":"${type}"}${after.repeat(depth)}`
    assert.equal(check(nested(249, 'string'), nested(249, 'integer')).length, 1)
    assert.throws(() => parseJson(nested(250, 'string')), { key: 'schemaTooLarge', message: /depth of schemas .* 250/ })
  }
})

const chain = (length: number, type: string) => ({
  $ref: '#/definitions/D0',
  definitions: objectOf(length, (i) => [
    `D${i}`,
    { properties: { x: i + 1 < length ? { $ref: `#/definitions/D${i + 1}` } : { type } } },
  ]),
})

test('a chain of 4,000 definitions is compared to its end, one of 6,000 is too long', () => {
  const [finding] = check(chain(4000, 'string'), chain(4000, 'integer'))
  assert.equal(finding?.path, `#${'/properties/x'.repeat(4000)}`)
  assert.deepEqual(kindsOf(check(chain(6000, 'string'), chain(6000, 'integer'))), ['CHECK_LIMIT_REACHED'])
})

test('definitions that use the next one three times are compared once, and the list of uses is cut', () => {
  const shared = (type: string) => ({
    $ref: '#/definitions/D0',
    definitions: objectOf(100, (i) => {
      const next = i + 1 < 100 ? { $ref: `#/definitions/D${i + 1}` } : { type }
      return [`D${i}`, { properties: { x: next, y: next, z: next } }]
    }),
  })
  const findings = check(shared('string'), shared('integer'))
  assert.ok(findings.length > 1000 && findings.length <= 10_001)
  assert.equal(findings.at(-1)?.kind, 'CHECK_LIMIT_REACHED')
})

test('600 alternatives against themselves are linear, against 600 others they reach the limit', () => {
  const family = (prefix: string) => ({
    oneOf: range(600).map((i) => ({ properties: { kind: { const: `${prefix}${i}` }, a: {}, b: {} } })),
  })
  assert.deepEqual(check(family('a'), family('a')), [])
  assert.deepEqual(kindsOf(check(family('a'), family('b'))), ['CHECK_LIMIT_REACHED'])
})

test('recursive families of alternatives end', () => {
  const family = (size: number, prefix: string) => ({
    $ref: '#/definitions/D0',
    definitions: objectOf(size, (i) => [
      `D${i}`,
      {
        oneOf: range(size).map((j) => ({
          properties: { kind: { const: `${prefix}${i}-${j}` }, next: { $ref: `#/definitions/D${(i * 7 + j) % size}` } },
        })),
      },
    ]),
  })
  assert.deepEqual(check(family(20, 'a'), family(20, 'a')), [])
  assert.deepEqual(kindsOf(check(family(8, 'a'), family(8, 'b'))), ['COMBINED_TYPE_SUBSCHEMAS_CHANGED'])
})

test('a recursion through not comes to an end', () => {
  const paradox = (type: string) => ({
    $ref: '#/definitions/A',
    definitions: { A: { properties: { v: { type }, a: { not: { $ref: '#/definitions/A' } } } } },
  })
  assert.deepEqual(check(paradox('string'), paradox('string')), [])
  assert.deepEqual(kindsOf(check(paradox('string'), paradox('integer'))), ['TYPE_CHANGED', 'NOT_TYPE_EXTENDED'])
})

test('a hostile pattern ends the check as incompatible', () => {
  const names = { properties: { [`${'a'.repeat(60)}b`]: { type: 'string' } } }
  const [finding, ...others] = check({ patternProperties: { '^(a+)+$': { type: 'string' } } }, names)
  assert.deepEqual([finding?.kind, others.length], ['CHECK_LIMIT_REACHED', 0])
})

test('a chain of 1,000 references is read, printed and compared', () => {
  const chain = (type: string) => ({
    text: '{"$ref":"r999"}',
    references: range(1000).map((i) => ({
      name: `r${i}`,
      text: JSON.stringify({ properties: { f: i > 0 ? { $ref: `r${i - 1}` } : { type } } }),
    })),
    strict: true,
  })
  const document = jsonSchema.parse(chain('string'))
  assert.ok(jsonSchema.equals(document, jsonSchema.parse(chain('string'))))
  assert.deepEqual(kindsOf(jsonSchema.check(document, jsonSchema.parse(chain('integer')))), ['TYPE_CHANGED'])
})
