import assert from 'node:assert/strict'
import { test } from 'node:test'
import { avro } from '../../../src/schemas/avro/index.ts'
import type { Finding } from '../../../src/schemas/index.ts'
import { parseAvro, type Written } from '../parse.ts'

function check(reader: Written, writer: Written): readonly Finding[] {
  return avro.check(parseAvro(reader), parseAvro(writer))
}

const kindsOf = (findings: readonly Finding[]) => [...new Set(findings.map(({ kind }) => kind))]
const record = (name: string, types: Record<string, unknown>) => ({
  type: 'record',
  name,
  fields: Object.entries(types).map(([field, type]) => ({ name: field, type })),
})

test('a record of 9,999 fields is printed and compared field by field', () => {
  const wide = (type: string) =>
    record('R', Object.fromEntries(Array.from({ length: 9999 }, (_, i) => [`f${i}`, type])))
  const document = parseAvro(wide('int'))
  assert.ok(avro.equals(document, parseAvro(avro.normalized(document))))
  assert.equal(check(wide('int'), wide('string')).length, 9999)
})

test('a list of findings is cut at 10,000', () => {
  const wide = (type: string) =>
    record('R', Object.fromEntries(Array.from({ length: 10_100 }, (_, i) => [`f${i}`, type])))
  const findings = check(wide('int'), wide('string'))
  assert.equal(findings.length, 10_001)
  assert.equal(findings.at(-1)?.kind, 'CHECK_LIMIT_REACHED')
})

test('nesting is followed up to 1,000 levels of JSON and refused beyond', () => {
  const nested = (depth: number, type: string) =>
    `${'{"type":"array","items":'.repeat(depth)}"${type}"${'}'.repeat(depth)}`
  const findings = check(nested(1000, 'int'), nested(1000, 'string'))
  assert.deepEqual(
    findings.map(({ path }) => path),
    ['/items'.repeat(1000)],
  )
  assert.throws(() => parseAvro(nested(1001, 'int')), { key: 'schemaTooLarge', message: /nesting depth .* 1000/ })
})

test('a flat text whose names make it deep is held to the same bound', () => {
  const chain = (length: number) =>
    Array.from({ length }, (_, i) => record(`C${i}`, { next: i + 1 < length ? `C${i + 1}` : 'int' }))
  assert.equal(avro.canonical(parseAvro(avro.canonical(parseAvro(chain(300))))), avro.canonical(parseAvro(chain(300))))
  assert.throws(() => parseAvro(chain(5000)), { key: 'schemaTooLarge', message: /nesting depth of types/ })
})

/** Each refers to the one before it. */
function chainOfReferences(length: number, leaf: string) {
  const references = Array.from({ length }, (_, i) => ({
    name: `C${i}`,
    text: JSON.stringify(record(`C${i}`, { next: i > 0 ? `C${i - 1}` : leaf })),
  }))
  return { text: JSON.stringify(record('Top', { next: `C${length - 1}` })), references, strict: true }
}

test('a chain of 1,000 references is read, printed and compared', () => {
  const document = avro.parse(chainOfReferences(1000, 'int'))
  assert.match(avro.canonical(document), /"type":"C999"/)
  assert.ok(avro.equals(document, avro.parse(chainOfReferences(1000, 'int'))))
  assert.ok(!avro.equals(document, avro.parse(chainOfReferences(1000, 'string'))))
  const findings = avro.check(document, avro.parse(chainOfReferences(1000, 'string')))
  assert.deepEqual(kindsOf(findings), ['TYPE_MISMATCH'])
  assert.equal(avro.inForm?.(document, 'resolved')?.match(/"name":"C/g)?.length, 1000)
})

test('what is too deep only through its references says so', () => {
  assert.throws(() => avro.parse(chainOfReferences(1400, 'int')), {
    key: 'schemaTooLarge',
    message: /nesting depth of types, counted through all references, is over the limit of 4000/,
  })
})

test('types that use the next one three times cost their number, not a power of it', () => {
  const shared = (leaf: string) =>
    Array.from({ length: 200 }, (_, i) => {
      const next = i + 1 < 200 ? `E${i + 1}` : leaf
      return record(`E${i}`, { x: next, y: next, z: next })
    })
  assert.deepEqual(kindsOf(check(shared('int'), shared('string'))), ['MISSING_UNION_BRANCH'])
  const [first, ...rest] = shared('int')
  const user = { type: 'record', name: 'U', fields: [{ name: 'f', type: 'E0', default: {} }] }
  assert.throws(() => parseAvro([first, ...rest, user]), /does not fit/)
})

test('a check that would need too many comparisons says so and counts as incompatible', () => {
  const union = (prefix: string) =>
    Array.from({ length: 1000 }, (_, i) => record(`${prefix}${i}`, { a: 'int', b: 'int' }))
  const [finding, ...others] = check(union('A'), union('B'))
  assert.equal(others.length, 0)
  assert.equal(finding?.kind, 'CHECK_LIMIT_REACHED')
  assert.match(finding.description('new'), /too large or too deeply recursive to be compared: more than 500000/)
})

test('two rings of definitions are followed until the stated depth', () => {
  // Pairs of a ring of 97 and one of 101 repeat only after 9,797 steps.
  const ring = (length: number) => {
    const inner = (i: number): unknown =>
      i < length ? { ...record('R', { next: ['null', inner(i + 1)] }), namespace: `n${i}` } : 'n0.R'
    return inner(0) as object
  }
  assert.deepEqual(kindsOf(check(ring(97), ring(101))), ['CHECK_LIMIT_REACHED'])
  assert.deepEqual(check(ring(20), ring(21)), [])
})
