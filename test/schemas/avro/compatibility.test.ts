import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkAvro } from '../../../src/schemas/avro/compatibility.ts'
import type { Finding } from '../../../src/schemas/index.ts'
import { readGolden } from '../golden.ts'
import { parseAvro, type Written } from '../parse.ts'

function check(reader: Written, writer: Written): readonly Finding[] {
  return checkAvro(parseAvro(reader, { strict: false }).root, parseAvro(writer, { strict: false }).root)
}

function inReferenceForm(findings: readonly Finding[]): object[] {
  return findings.map(({ kind, path, detail }) => ({ type: kind, location: path, message: detail }))
}

for (const golden of readGolden('avro-pairs.json')) {
  test(`Apache pair ${golden.value('index')} (${golden.value('source')}): kinds, places, messages, order`, () => {
    const findings = check(golden.text('reader'), golden.text('writer'))
    assert.deepEqual(inReferenceForm(findings), golden.value('incompatibilities'))
    assert.equal(findings.length === 0, golden.value('compatible'))
  })
}

/** The reference aborts here; we report where and why. */
const instead: Record<string, object[]> = {
  'field-two-aliases-hit backward': [{ type: 'AMBIGUOUS_ALIAS', location: '/fields/0', message: '[x, z]' }],
}
for (const golden of readGolden('authored/avro.json')) {
  for (const [direction, reader, writer] of [
    ['backward', 'new', 'old'],
    ['forward', 'old', 'new'],
  ] as const) {
    test(`authored Avro case ${golden.value('id')} ${direction}: ${golden.value('note')}`, () => {
      const findings = check(golden.text(reader), golden.text(writer))
      const verdict = golden.inner(direction)
      const expected = instead[`${golden.value('id')} ${direction}`] ?? verdict.value('incompatibilities')
      assert.deepEqual(inReferenceForm(findings), expected)
      assert.equal(findings.length === 0, verdict.value('compatible'))
    })
  }
}

const record = (...fields: object[]) => ({ type: 'record', name: 'R', fields })
const nested = (type: unknown) =>
  record({ name: 'address', type: { type: 'record', name: 'In', fields: [{ name: 'zip', type }] } })

/** Each rule in the words of the reference and in ours. */
const texts: [reader: Written, writer: Written, message: string, description: string][] = [
  [
    record({ name: 'f1', type: 'int' }, { name: 'f2', type: 'int' }),
    record({ name: 'f1', type: 'int' }),
    "{errorType:'READER_FIELD_MISSING_DEFAULT_VALUE', description:'The field 'f2' at path '/fields/1' in the new schema has no default value and is missing in the old schema', additionalInfo:'f2'}",
    "Field 'f2' of the new schema is missing in the old schema and has no default, so data of the old schema leaves it without a value.",
  ],
  [
    nested('int'),
    nested('string'),
    "{errorType:'TYPE_MISMATCH', description:'The type (path '/fields/0/type/fields/0/type') of a field in the new schema does not match with the old schema', additionalInfo:'reader type: INT not compatible with writer type: STRING'}",
    "Field 'address.zip' has another type in the new schema than in the old one, and the one cannot be read as the other (reader type: INT not compatible with writer type: STRING).",
  ],
  [
    { type: 'fixed', name: 'x', size: 1 },
    { type: 'fixed', name: 'y', size: 1 },
    "{errorType:'NAME_MISMATCH', description:'The name of the schema has changed (path '/name')', additionalInfo:'expected: y'}",
    'The schema itself has a type of another name in the new schema than in the old one (expected: y), and no alias says that they are the same.',
  ],
  [
    { type: 'enum', name: 'E', symbols: ['A'] },
    { type: 'enum', name: 'E', symbols: ['C', 'A', 'B'] },
    "{errorType:'MISSING_ENUM_SYMBOLS', description:'The new schema is missing enum symbols '[B, C]' at path '/symbols' in the old schema', additionalInfo:'[B, C]'}",
    'The schema itself: the enum of the new schema does not know the symbols [B, C] of the old schema and has no default to take for them.',
  ],
  [
    { type: 'fixed', name: 'x', size: 4 },
    { type: 'fixed', name: 'x', size: 8 },
    "{errorType:'FIXED_SIZE_MISMATCH', description:'The size of FIXED type field at path '/size' in the new schema does not match with the old schema', additionalInfo:'expected: 8, found: 4'}",
    'The schema itself: the fixed type of the new schema has another size than that of the old schema (expected: 8, found: 4).',
  ],
  [
    record({ name: 'f', type: ['null', 'int'] }),
    record({ name: 'f', type: ['null', 'string'] }),
    "{errorType:'MISSING_UNION_BRANCH', description:'The new schema is missing a type inside a union field at path '/fields/0/type/1' in the old schema', additionalInfo:'reader union lacking writer type: STRING'}",
    "Field 'f': the union of the new schema has no branch that can read a type of the old schema (reader union lacking writer type: STRING).",
  ],
]
for (const [reader, writer, message, description] of texts) {
  test(`the text of ${/'(\w+)'/.exec(message)?.[1]} is the reference's, and a sentence that names the field`, () => {
    const [finding] = check(reader, writer)
    assert.equal(finding?.message('new'), message)
    assert.equal(finding.description('new'), description)
    assert.equal(
      finding.message('old'),
      message.replace(/\b(new|old)\b/g, (age) => (age === 'new' ? 'old' : 'new')),
    )
  })
}

test('a union says what is wrong with the branch that should read the type', () => {
  const price = (...fields: object[]) =>
    record({ name: 'price', type: ['null', { type: 'record', name: 'Money', namespace: 'shop', fields }] })
  const [cents, rate, currency] = [
    { name: 'cents', type: 'int' },
    { name: 'rate', type: 'string' },
    { name: 'currency', type: 'string' },
  ]
  const [finding] = check(price(cents, currency), price(cents))
  assert.equal(
    finding?.description('new'),
    "Field 'price': the union of the new schema has no branch that can read a type of the old schema (reader union lacking writer type: RECORD)." +
      " Its branch 'shop.Money' comes closest: field 'price.currency' of the new schema is missing in the old schema and has no default, so data of the old schema leaves it without a value.",
  )
  const [several] = check(price(cents, rate, currency), price(cents))
  assert.match(several?.description('old') ?? '', /'price\.rate' of the old schema .* \(And 1 more such reason\.\)$/)
})

test('an incompatible type that is used twice is reported once, where it is met first', () => {
  const used = (size: number) =>
    record({ name: 'a', type: { type: 'fixed', name: 'F', size } }, { name: 'b', type: 'F' })
  assert.deepEqual(inReferenceForm(check(used(2), used(1))), [
    { type: 'FIXED_SIZE_MISMATCH', location: '/fields/0/type/size', message: 'expected: 1, found: 2' },
  ])
})

test('a breach around a recursion does not count against the recursion', () => {
  const node = (type: string) => ({
    type: 'record',
    name: 'Node',
    fields: [
      { name: 'v', type },
      { name: 'next', type: ['null', 'Node'] },
    ],
  })
  assert.deepEqual(inReferenceForm(check(node('int'), node('long'))), [
    {
      type: 'TYPE_MISMATCH',
      location: '/fields/0/type',
      message: 'reader type: INT not compatible with writer type: LONG',
    },
  ])
})

test('a field whose own name is among its aliases is not ambiguous', () => {
  assert.deepEqual(check(record({ name: 'f', type: 'int', aliases: ['f'] }), record({ name: 'f', type: 'int' })), [])
})

test('a finding carries what stands in both schemas', () => {
  const [missing] = check(record({ name: 'f', type: 'int', doc: 'd' }), record())
  assert.equal(missing?.readerFragment, '{"name":"f","type":"int","doc":"d"}')
  assert.equal(missing.writerFragment, '{"type":"record","name":"R","fields":[]}')
  const [mismatch] = check(record({ name: 'f', type: 'int' }), record({ name: 'f', type: ['long'] }))
  assert.deepEqual([mismatch?.readerFragment, mismatch?.writerFragment], ['"int"', '"long"'])
})
