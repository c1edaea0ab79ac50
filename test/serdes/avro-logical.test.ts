/** Logical types are values of their own, exact, and refused where they would not be. */

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AvroSchema } from '@schemalog/serdes'
import { evolve, readAvro, roundTrip, serdesError, writeAvro } from './codec.ts'

const timestamp = { type: 'long', logicalType: 'timestamp-millis' } as const
const micros = { type: 'long', logicalType: 'timestamp-micros' } as const
const nanos = { type: 'long', logicalType: 'timestamp-nanos' } as const
const date = { type: 'int', logicalType: 'date' } as const
const uuid = { type: 'string', logicalType: 'uuid' } as const
const uuidBytes = { type: 'fixed', name: 'Id', size: 16, logicalType: 'uuid' } as const
const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
const decimal = (precision: number, scale: number): AvroSchema => ({
  type: 'bytes',
  logicalType: 'decimal',
  precision,
  scale,
})
const fixedDecimal = { type: 'fixed', name: 'Money', size: 4, logicalType: 'decimal', precision: 9, scale: 2 } as const

for (const { schema, value, written } of [
  { schema: timestamp, value: new Date('2026-11-24T16:43:00.123Z'), written: '' },
  { schema: timestamp, value: new Date(-1), written: '01' },
  { schema: timestamp, value: new Date(8.64e15), written: '' },
  { schema: micros, value: 1_732_460_000_000_001n, written: '' },
  { schema: date, value: new Date('1969-12-31T00:00:00Z'), written: '01' },
  { schema: uuid, value: id, written: '' },
  { schema: uuidBytes, value: id, written: '0f8fad5bd9cb469fa16570867728950e' },
  { schema: fixedDecimal, value: '-1.05', written: 'ffffff97' },
  {
    schema: { type: 'array', items: decimal(10, 2) },
    value: ['12.50', '0.00', '-0.01', '99999999.99', '1.27', '1.28', '-1.28'],
    written: '',
  },
  { schema: ['null', decimal(40, 0)], value: '1234567890123456789012345678901234567890', written: '' },
] satisfies { schema: AvroSchema; value: unknown; written: string }[]) {
  test(`${JSON.stringify(schema)} holds ${value instanceof Date ? value.toISOString() : value}`, async () => {
    assert.deepEqual(await roundTrip(schema, value), value)
    if (written) assert.equal((await writeAvro(schema, value)).toString('hex'), written)
  })
}

test('with logicalTypes off every one of them is its base type', async () => {
  const off = { logicalTypes: false }
  assert.equal(await roundTrip(timestamp, 5n, off), 5n)
  assert.equal(await roundTrip(date, 5, off), 5)
  assert.equal(await roundTrip(uuid, 'anything', off), 'anything')
  assert.deepEqual(await roundTrip(fixedDecimal, Uint8Array.of(0, 0, 0, 1), off), Uint8Array.of(0, 0, 0, 1))
})

test('a logical type that does not fit its base is ignored', async () => {
  assert.equal(await roundTrip({ type: 'string', logicalType: 'date' }, 'a'), 'a')
  assert.equal(await roundTrip({ type: 'int', logicalType: 'timestamp-millis' }, 5), 5)
  assert.deepEqual(
    await roundTrip({ type: 'array', items: { type: 'bytes', logicalType: 'decimal' } }, [Uint8Array.of(1)]),
    [Uint8Array.of(1)],
  )
})

for (const { what, schema, value } of [
  { what: 'an invalid Date', schema: timestamp, value: new Date(Number.NaN) },
  { what: 'a number for a timestamp', schema: timestamp, value: 5 },
  { what: 'a date with a time of day', schema: date, value: new Date('2026-11-24T16:43:00Z') },
  { what: 'a uuid without hyphens', schema: uuid, value: id.replaceAll('-', '') },
  { what: 'a decimal with too many digits after the point', schema: decimal(10, 2), value: '1.234' },
  { what: 'a decimal with too many digits', schema: decimal(3, 2), value: '10.00' },
  { what: 'a decimal with an exponent', schema: decimal(10, 2), value: '1e2' },
  { what: 'a number for a decimal', schema: decimal(10, 2), value: 1.5 },
  { what: 'a decimal too large for its fixed', schema: { ...fixedDecimal, size: 1 }, value: '1.28' },
] satisfies { what: string; schema: AvroSchema; value: unknown }[]) {
  test(`${what} is refused`, async () => {
    await assert.rejects(writeAvro(schema, value), serdesError('invalidValue'))
  })
}

test('an instant that a Date cannot hold is refused when it is read', async () => {
  const far = await writeAvro('long', 2n ** 60n)
  await assert.rejects(readAvro(timestamp, timestamp, far), serdesError('outOfRange'))
  const days = await writeAvro('int', 2 ** 31 - 1)
  await assert.rejects(readAvro(date, date, days), serdesError('outOfRange'))
})

for (const { from, to, value, expected } of [
  { from: timestamp, to: micros, value: new Date(5), expected: 5_000n },
  { from: micros, to: timestamp, value: 5_999n, expected: new Date(5) },
  { from: micros, to: timestamp, value: -5_001n, expected: new Date(-6) },
  { from: nanos, to: timestamp, value: 5_999_999n, expected: new Date(5) },
  {
    from: { type: 'int', logicalType: 'time-millis' },
    to: { type: 'long', logicalType: 'time-micros' },
    value: 5,
    expected: 5_000n,
  },
  { from: 'long', to: timestamp, value: 5n, expected: new Date(5) },
  { from: timestamp, to: 'long', value: new Date(5), expected: 5n },
  { from: decimal(9, 1), to: decimal(9, 3), value: '1.5', expected: '1.500' },
  { from: decimal(9, 3), to: decimal(9, 1), value: '1.500', expected: '1.5' },
  { from: decimal(9, 3), to: decimal(9, 1), value: '1.234', expected: '1.234' },
] satisfies { from: AvroSchema; to: AvroSchema; value: unknown; expected: unknown }[]) {
  test(`${JSON.stringify(from)} is read as ${JSON.stringify(to)} without changing what it means`, async () => {
    assert.deepEqual(await evolve(from, to, value), expected)
  })
}

test('a timestamp that overflows the reader’s finer unit is refused', async () => {
  await assert.rejects(evolve(timestamp, nanos, new Date(8.64e15)), serdesError('outOfRange'))
})

test('defaults of logical types are values of theirs', async () => {
  const fields = [
    { name: 'at', type: timestamp, default: 0 },
    { name: 'amount', type: decimal(5, 2), default: '\u0000\u007d' },
    { name: 'on', type: date, default: 1 },
  ]
  const record: AvroSchema = { type: 'record', name: 'R', fields }
  const expected = { at: new Date(0), amount: '1.25', on: new Date('1970-01-02') }
  assert.deepEqual(await roundTrip(record, {}), expected)
  assert.deepEqual(await evolve({ type: 'record', name: 'R', fields: [] }, record, {}), expected)
})
