import assert from 'node:assert/strict'
import { test } from 'node:test'
import { create, type DescField, type DescMessage, fromBinary, ScalarType, toBinary } from '@bufbuild/protobuf'
import { type ReflectMessage, reflect } from '@bufbuild/protobuf/reflect'
import fc from 'fast-check'
import { checkProtobuf } from '../../../../src/schemas/protobuf/compatibility.ts'
import type { ProtobufDocument } from '../../../../src/schemas/protobuf/document.ts'
import { protobufExplanations } from '../../../../src/schemas/protobuf/explanation/index.ts'
import { linkedMessage } from '../../../../src/schemas/protobuf/explanation/linked.ts'
import { outlineOf } from '../../../../src/schemas/protobuf/explanation/outline.ts'
import { readGolden } from '../../golden.ts'
import { parseProtobuf } from '../../parse.ts'
import { schemaPair } from './pairs.ts'

/** The descriptor of a message at the top of a schema. */
function messageOf(document: ProtobufDocument, name: string): DescMessage | undefined {
  const message = outlineOf(document).findMessage([name])
  return message && linkedMessage(document, message)
}

type Pick = <Value>(values: readonly Value[]) => Value

/** Numbers that fit every type of their group, texts of ASCII. */
function randomScalar(type: ScalarType, pick: Pick): unknown {
  switch (type) {
    case ScalarType.STRING:
      return pick(['', 'text', 'another'])
    case ScalarType.BYTES:
      return new TextEncoder().encode(pick(['', 'text', 'another']))
    case ScalarType.BOOL:
      return pick([true, false])
    case ScalarType.DOUBLE:
    case ScalarType.FLOAT:
      return pick([0, 1.5, -2])
    case ScalarType.INT64:
    case ScalarType.UINT64:
      return pick([0n, 1n, 2_000_000_000n])
    default:
      return pick([0, 1, 2_000_000_000])
  }
}

function fill(record: ReflectMessage, pick: Pick, depth: number): void {
  for (const field of record.fields) if (pick([true, true, false])) setRandom(record, field, pick, depth)
}

function setRandom(record: ReflectMessage, field: DescField, pick: Pick, depth: number): void {
  const value = () => {
    if (field.enum) return pick([0, 1])
    if (field.scalar !== undefined) return randomScalar(field.scalar, pick)
    const inner = reflect(field.message)
    if (depth > 0) fill(inner, pick, depth - 1)
    return inner
  }
  if (field.fieldKind === 'list') {
    const list = record.get(field)
    for (let count = pick([0, 1, 2]); count > 0; count--) list.add(value())
  } else if (field.fieldKind === 'map') {
    record.get(field).set(field.mapKey === ScalarType.STRING ? pick(['a', 'b']) : pick([1, 2]), value())
  } else record.set(field, value())
}

/** Whether the reader sees in the fields that both know what was written. */
function assertSame(written: ReflectMessage, read: ReflectMessage): void {
  for (const field of written.fields) {
    const other = read.findNumber(field.number)
    if (!other || !written.isSet(field)) continue
    assert.equal(other.fieldKind === 'list', field.fieldKind === 'list')
    assertSameValue(plain(written, field), plain(read, other), `${field} as ${other}`)
  }
}

function assertSameValue(was: unknown, is: unknown, what: string): void {
  if (isRecord(was) && isRecord(is)) assertSame(was, is)
  else if (Array.isArray(was) && Array.isArray(is)) {
    assert.equal(is.length, was.length, what)
    for (const [index, item] of was.entries()) assertSameValue(item, is[index], what)
  } else if (typeof is === 'boolean' || typeof was === 'boolean') assert.equal(Boolean(is), Boolean(was), what)
  else assert.deepEqual(is, was, what)
}

function isRecord(value: unknown): value is ReflectMessage {
  return typeof value === 'object' && value !== null && 'findNumber' in value
}

function plain(record: ReflectMessage, field: DescField): unknown {
  const value: unknown = record.get(field)
  if (field.fieldKind === 'list') return [...record.get(field)].map(plainValue)
  if (field.fieldKind === 'map') {
    const entries = [...record.get(field)].sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    return entries.flatMap(([key, item]) => [plainValue(key), plainValue(item)])
  }
  return plainValue(value)
}

function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Uint8Array ? new TextDecoder().decode(value) : value
}

test('what is found compatible is read with the values that were written', (t) => {
  let [compatible, records] = [0, 0]
  fc.assert(
    fc.property(schemaPair, fc.infiniteStream(fc.nat(1000)), ({ older, newer }, random) => {
      const pick: Pick = (values) => values[(random.next().value ?? 0) % values.length] as (typeof values)[number]
      const [was, is] = [parseProtobuf(older), parseProtobuf(newer)]
      for (const [writer, reader] of [
        [was, is],
        [is, was],
      ] as const) {
        if (checkProtobuf(reader, writer).length > 0) continue
        // A label that is not written is not compared, so that lists are read as single values: this is only warned of.
        const warnings = protobufExplanations.surprises(writer, reader)
        if (warnings.some(({ kind }) => kind === 'CARDINALITY_CHANGED')) continue
        compatible++
        for (const name of ['A', 'B', 'C']) {
          const [writing, reading] = [messageOf(writer, name), messageOf(reader, name)]
          if (!writing) continue
          assert.ok(reading)
          for (let count = 0; count < 3; count++) {
            const record = reflect(writing, create(writing))
            fill(record, pick, 2)
            const read = fromBinary(reading, toBinary(writing, record.message))
            assertSame(record, reflect(reading, read))
            records++
          }
        }
      }
    }),
    { numRuns: 300 },
  )
  t.diagnostic(`${records} records of ${compatible} compatible pairs`)
  assert.ok(compatible > 30)
})

test('a schema is compatible with itself, and a field with a new number is added and left out freely', () => {
  fc.assert(
    fc.property(
      schemaPair,
      fc.constantFrom('string', 'int32', 'repeated E', 'map<string, A>', 'A'),
      ({ older }, type) => {
        const was = parseProtobuf(older)
        const is = parseProtobuf(older.replace('message A {', `message A {\n  ${type} added = 99;`))
        for (const [reader, writer] of [
          [was, was],
          [was, is],
          [is, was],
        ] as const) {
          assert.deepEqual(checkProtobuf(reader, writer), [])
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('findings have a record that shows them, but where the rule is stricter than the bytes', (t) => {
  let [found, shown] = [0, 0]
  for (const golden of readGolden('authored/protobuf.json')) {
    if (golden.value('original_dependencies') || golden.value('update_dependencies')) continue
    const [older, newer] = [parseProtobuf(String(golden.value('old'))), parseProtobuf(String(golden.value('new')))]
    for (const [reader, writer] of [
      [newer, older],
      [older, newer],
    ] as const) {
      for (const finding of checkProtobuf(reader, writer)) {
        found++
        if (protobufExplanations.witness(finding, reader, writer)) shown++
      }
    }
  }
  t.diagnostic(`${shown} of ${found} findings of authored pairs have a record`)
  assert.ok(shown >= found * 0.8, `${shown} of ${found}`)
})

/** The outcome of the example of each rule; none where no record shows it. */
const outcomes: Readonly<Record<string, RegExp | undefined>> = {
  PACKAGE_CHANGED: undefined,
  MESSAGE_REMOVED: /has no message 'Refund'/,
  FIELD_KIND_CHANGED: /fails \(|field 'customer'/,
  FIELD_SCALAR_KIND_CHANGED: /in Protobuf for JavaScript; other implementations skip the value/,
  FIELD_NAMED_TYPE_CHANGED: undefined,
  FIELD_NUMERIC_LABEL_CHANGED: /in Protobuf for JavaScript; other implementations skip the value/,
  REQUIRED_FIELD_ADDED: /requires field 'customer', which the record does not have/,
  REQUIRED_FIELD_REMOVED: /skips field 'customer'\. What it passes on is refused/,
  ONEOF_FIELD_REMOVED: /it is \{\}: of the oneof nothing is set, and 'invoice' is lost/,
  FIELD_MOVED_TO_EXISTING_ONEOF: /it is \{"card":"text"\}: of the oneof 'payment' only one field is left/,
  MULTIPLE_FIELDS_MOVED_TO_ONEOF: /it is \{"invoice":"text"\}: of the oneof 'payment' only one field is left/,
}

test('the record of a finding says what the other side makes of it', () => {
  for (const { kind, nature, example } of protobufExplanations.rules) {
    if (nature !== 'breaks') continue
    const [older, newer] = [parseProtobuf(example.older), parseProtobuf(example.newer)]
    const [finding] = checkProtobuf(newer, older)
    assert.ok(finding)
    const outcome = protobufExplanations.witness(finding, newer, older)?.outcome
    const expected = outcomes[kind]
    if (expected) assert.match(outcome ?? '', expected)
    else assert.equal(outcome, undefined)
  }
})
