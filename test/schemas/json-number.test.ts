import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bigDecimalText, doubleText, isMultipleOf, sameNumber } from '../../src/schemas/json-number.ts'

const decimals: [literal: string, printed: string][] = [
  ['1.50', '1.50'],
  ['1e3', '1E+3'],
  ['1.5e3', '1.5E+3'],
  ['12.5e1', '125'],
  ['0.00000001', '1E-8'],
  ['0.000001', '0.000001'],
  ['0.0000012', '0.0000012'],
  ['0.00000012', '1.2E-7'],
  ['-0', '0'],
  ['-0.0', '0.0'],
  ['0e3', '0E+3'],
  ['-12.30', '-12.30'],
  ['12E-1', '1.2'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
]
for (const [literal, printed] of decimals) {
  test(`${literal} is printed as Java's BigDecimal ${printed}`, () => assert.equal(bigDecimalText(literal), printed))
}

const doubles: [value: number, printed: string][] = [
  [1, '1.0'],
  [1.5, '1.5'],
  [1000, '1000.0'],
  [9999999, '9999999.0'],
  [10000000, '1.0E7'],
  [1e10, '1.0E10'],
  [1.25e-3, '0.00125'],
  [0.0001, '1.0E-4'],
  [-123.456, '-123.456'],
  [0, '0.0'],
  [-0, '-0.0'],
  [Number.NaN, '"NaN"'],
  [Number.NEGATIVE_INFINITY, '"-Infinity"'],
]
for (const [value, printed] of doubles) {
  test(`${value} is printed as Java's Double ${printed}`, () => assert.equal(doubleText(value), printed))
}

test('numbers are the same whatever their notation', () => {
  assert.ok(sameNumber('5', '5.0'))
  assert.ok(sameNumber('0.50', '5e-1'))
  assert.ok(sameNumber('0', '-0.00'))
  assert.ok(!sameNumber('9007199254740993', '9007199254740992'))
})

test('multiples are found exactly, and far exponents cost nothing', () => {
  assert.ok(isMultipleOf('0.3', '0.1'))
  assert.ok(isMultipleOf('1e3', '8'))
  assert.ok(!isMultipleOf('0.35', '0.1'))
  assert.ok(!isMultipleOf('4', '0'))
  assert.ok(!isMultipleOf('1e999999999', '3'))
})
