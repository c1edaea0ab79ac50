import assert from 'node:assert/strict'
import { test } from 'node:test'
import { protobuf } from '../../../src/schemas/protobuf/index.ts'
import { parseProtobuf } from '../parse.ts'

const repeat = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join('')
const wide = (type: string) =>
  `syntax = "proto3";\nmessage M {\n${repeat(100_000, (i) => `  ${type} f${i} = ${i + 1};\n`)}}\n`
const kindsOf = (findings: readonly { kind: string }[]) => [...new Set(findings.map(({ kind }) => kind))]

test('a text of 100,000 lines is read, printed, normalised and compared; its findings are cut at 10,000', () => {
  const document = parseProtobuf(wide('string'))
  assert.equal(protobuf.canonical(document).split('\n').length, 100_005)
  assert.equal(protobuf.normalized(document), protobuf.canonical(document))
  const findings = protobuf.check(parseProtobuf(wide('int32')), document)
  assert.equal(findings.length, 10_001)
  assert.deepEqual(kindsOf(findings), ['FIELD_SCALAR_KIND_CHANGED', 'CHECK_LIMIT_REACHED'])
  assert.match(findings.at(-1)?.description('new') ?? '', /only the first 10000 differences are listed/)
})

test('100,000 messages that are nested in none are compared with themselves in another order', () => {
  const messages = (indexes: number[]) =>
    `syntax = "proto3";\n${indexes.map((i) => `message M${i} { M${i} a = 1; }\n`).join('')}`
  const indexes = Array.from({ length: 50_000 }, (_, i) => i)
  assert.deepEqual(protobuf.check(parseProtobuf(messages(indexes)), parseProtobuf(messages(indexes.reverse()))), [])
})

const tooLarge: [what: string, text: () => string, limit: RegExp][] = [
  ['messages that are nested', () => 'message M {'.repeat(101), /nesting depth is over the limit of 100/],
  ['groups that are nested', () => `message M {${'optional group G = 1 {'.repeat(100_000)}`, /nesting depth/],
  ['values that are nested', () => `option (x) = ${'{a'.repeat(100_000)}`, /nesting depth/],
  ['lists that are nested', () => `option (x) = ${'['.repeat(1_000_000)}`, /nesting depth/],
  ['declarations', () => 'import "a";'.repeat(250_001), /number of declarations is over the limit of 250000/],
  ['values', () => `option (x) = { ${'a: 1 '.repeat(250_001)} };`, /number of declarations/],
  ['ranges', () => `message M { reserved ${repeat(250_001, (i) => `${i},`)} 1; }`, /number of declarations/],
  ['characters', () => '/'.repeat(8 * 1024 * 1024 + 1), /length is over the limit of 8388608/],
  ['letters of a name', () => `message ${'M'.repeat(1025)} {}`, /length of a name is over the limit of 1024/],
  ['parts of a name', () => `package ${'a.'.repeat(100)}a;`, /number of parts of a name is over the limit of 100/],
  ['parts of the name of an option', () => `option (a)${'.a'.repeat(32)} = 1;`, /number of parts of an option name/],
  ['letters of a value', () => `option a = ${'1'.repeat(1025)};`, /length of a value is over the limit of 1024/],
  ['letters of a full name', () => nestedNames(10, 500), /length of a full name is over the limit of 4096/],
]
for (const [what, text, message] of tooLarge) {
  test(`too many ${what} are refused by a stated limit`, () => {
    assert.throws(() => parseProtobuf(text()), { code: 42201, key: 'schemaTooLarge', message })
  })
}

function nestedNames(depth: number, length: number): string {
  return `${repeat(depth, (i) => `message ${String.fromCharCode(65 + i).repeat(length)} {`)}${'}'.repeat(depth)}`
}

test('names that become long where they are written in full do not fill the memory', () => {
  const deep = `${repeat(8, (i) => `message ${String.fromCharCode(65 + i).repeat(500)} {`)} message X { ${repeat(20_000, (i) => `optional X f${i} = ${i + 1};`)} }${'}'.repeat(8)}`
  const document = parseProtobuf(deep)
  assert.throws(() => protobuf.normalized(document), { key: 'schemaTooLarge', message: /length of the printed text/ })
})

test('a name that is looked for in 100 scopes is found for 20,000 fields', () => {
  const text = `message Far {} ${repeat(99, (i) => `message M${i} {`)} ${repeat(20_000, (i) => `optional Far f${i} = ${i + 1};`)} ${'}'.repeat(99)}`
  assert.match(protobuf.normalized(parseProtobuf(text)), /optional \.Far f19999 = 20000;/)
})

test('imported messages that use the next one three times cost their number, not a power of it', () => {
  const file = (leaf: string) =>
    `syntax = "proto3"; package o; ${repeat(500, (i) => `message A${i} { ${[1, 2, 3].map((n) => `A${i + 1} f${n} = ${n};`).join(' ')} }\n`)} message A500 { ${leaf} x = 1; }`
  const main = (leaf: string) =>
    parseProtobuf('syntax = "proto3"; import "o.proto"; message M { o.A0 a = 1; o.A0 b = 2; }', {
      references: [{ name: 'o.proto', text: file(leaf) }],
    })
  assert.deepEqual(protobuf.check(main('string'), main('string')), [])
  const findings = protobuf.check(main('int32'), main('string'))
  assert.deepEqual(kindsOf(findings), ['FIELD_SCALAR_KIND_CHANGED', 'FIELD_NAMED_TYPE_CHANGED'])
  assert.deepEqual(
    findings.filter(({ path }) => path.startsWith('#/M/')).map(({ path }) => path),
    ['#/M/1', '#/M/2'],
  )
})

test('a chain of 20,000 imported messages is followed to its end', () => {
  const file = (leaf: string) =>
    `syntax = "proto3"; package o; ${repeat(20_000, (i) => `message A${i} { A${i + 1} f = 1; }\n`)} message A20000 { ${leaf} x = 1; }`
  const main = (leaf: string) =>
    parseProtobuf('syntax = "proto3"; import "o.proto"; message M { o.A0 a = 1; }', {
      references: [{ name: 'o.proto', text: file(leaf) }],
    })
  assert.equal(protobuf.check(main('int32'), main('string'))[0]?.path, '#/A20000/1')
})

test('100,000 fields are held against 100,000 reserved ranges', () => {
  const text = `message M { reserved ${repeat(99_999, (i) => `${i * 2 + 20_003},`)} 1; ${repeat(100_000, (i) => `optional int32 f${i} = ${i * 2 + 20_002};`)} }`
  assert.equal(protobuf.fieldFault?.(parseProtobuf(text)), undefined)
})

test('an entry of a map that is of its own type is no map', () => {
  const text = 'syntax = "proto3"; message E { option map_entry = true; E key = 1; E value = 2; }'
  const document = parseProtobuf(text)
  assert.deepEqual(protobuf.check(document, parseProtobuf(text)), [])
  assert.equal(typeof protobuf.normalized(document), 'string')
  assert.equal(typeof protobuf.inForm?.(document, 'serialized'), 'string')
})

test('a chain of 1,000 references is read, printed and compared', () => {
  const chain = (type: string) => ({
    text: 'import "r999"; message Top { optional R999 f = 1; }',
    references: Array.from({ length: 1000 }, (_, i) => ({
      name: `r${i}`,
      text: `${i > 0 ? `import "r${i - 1}"; ` : ''}message R${i} { optional ${i > 0 ? `R${i - 1}` : type} f = 1; }`,
    })),
    strict: true,
  })
  const document = protobuf.parse(chain('string'))
  assert.ok(protobuf.equals(document, protobuf.parse(chain('string'))))
  assert.ok(kindsOf(protobuf.check(document, protobuf.parse(chain('int32')))).includes('FIELD_SCALAR_KIND_CHANGED'))
})
