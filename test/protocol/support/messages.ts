/** Values for any declared message, and what they become when they were encoded in one version. */

import fc from 'fast-check'
import { type Fields, inVersions } from '../../../src/protocol/layout.ts'
import { zeroUuid } from '../../../src/protocol/wire-types.ts'

type Value = Record<string, unknown>
type AnyType = Fields[string]['type']

/** Every field has a value, whatever the versions that have it. */
export function arbitraryMessage(fields: Fields): fc.Arbitrary<Value> {
  return fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, { type, nullable }]) => {
        const value = arbitraryOf(type.name, type)
        return [name, nullable === undefined ? value : fc.option(value)]
      }),
    ),
  )
}

/** What `value` comes back as: its fields where the version has them, their defaults where it has not. */
export function seenIn(version: number, fields: Fields, value: Value): Value {
  return Object.fromEntries(
    Object.entries(fields).map(([name, one]) => {
      if (!inVersions(version, one.versions)) return [name, one.default()]
      const given = value[name]
      if (given !== null) return [name, seenInner(version, one.type.fields as Fields | undefined, given)]
      const isNullable = one.nullable === undefined || inVersions(version, one.nullable)
      return [name, isNullable ? null : one.default()]
    }),
  )
}

function seenInner(version: number, fields: Fields | undefined, value: unknown): unknown {
  if (fields === undefined || value === null) return value
  if (Array.isArray(value)) return value.map((item) => seenIn(version, fields, item))
  return seenIn(version, fields, value as Value)
}

/** A list knows its items' type by name only, so names are taken apart here. */
function arbitraryOf(name: string, type: AnyType): fc.Arbitrary<unknown> {
  if (name.startsWith('nullable ')) return fc.option(arbitraryOf(name.slice('nullable '.length), type))
  if (name.startsWith('array of ')) return fc.array(arbitraryOf(name.slice('array of '.length), type), { maxLength: 2 })
  if (name === 'struct') return arbitraryMessage(type.fields as Fields)
  if (name === 'int64')
    return typeof type.empty() === 'bigint' ? fc.bigInt({ min: minInt64, max: maxInt64 }) : fc.maxSafeInteger()
  const primitive = primitives[name]
  if (!primitive) throw new Error(`no values for ${name}`)
  return primitive
}

export const minInt64 = -(2n ** 63n)
export const maxInt64 = 2n ** 63n - 1n

const someBytes = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))

const primitives: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  int32: fc.integer(),
  string: fc.string({ unit: 'binary', maxLength: 12 }),
  uuid: fc.oneof(fc.constant(zeroUuid), fc.uuid()),
  bytes: someBytes,
  records: someBytes,
}
