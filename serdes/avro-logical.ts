/** Logical types: between the value that a program sees and the base type that is written. */

import type { AvroReader } from './avro-reader.ts'
import type { AvroWriter } from './avro-writer.ts'
import { describeValue } from './errors.ts'

const msPerDay = 86_400_000

/** ECMAScript's limit of a Date, in milliseconds from the epoch. */
const maxDateMs = 8.64e15

/** `date`: a Date at midnight UTC. A time of day would be lost, so that it is refused. */
export function writeDate(writer: AvroWriter, value: unknown): void {
  const days = value instanceof Date ? value.getTime() / msPerDay : Number.NaN
  if (!Number.isInteger(days)) writer.fail('date (Date at midnight UTC)', value)
  writer.int(days)
}

export function readDate(reader: AvroReader): Date {
  return toDate(reader, reader.int() * msPerDay)
}

/** `timestamp-millis`: a Date. */
export function writeTimestamp(writer: AvroWriter, value: unknown): void {
  const ms = value instanceof Date ? value.getTime() : Number.NaN
  if (Number.isNaN(ms)) writer.fail('timestamp-millis (Date)', value)
  writer.safeLong(ms)
}

/** @param unitsPerMs - of the writer: a reader of milliseconds sees whole ones, as it declared. */
export function readTimestamp(reader: AvroReader, unitsPerMs: bigint): Date {
  if (unitsPerMs === 1n) return toDate(reader, reader.longNumber())
  return toDate(reader, Number(changeUnits(reader, reader.long(), unitsPerMs, 1n)))
}

function toDate(reader: AvroReader, ms: number): Date {
  if (Math.abs(ms) > maxDateMs) reader.outOfRange('Date; read logical types as their base types', `${ms} ms`)
  return new Date(ms)
}

/** A time in the reader's unit where the writer's is another: exact upwards, rounded to the past downwards. */
export function changeUnits(reader: AvroReader, value: bigint, from: bigint, to: bigint): bigint {
  if (from > to) {
    const step = from / to
    const quotient = value / step
    return value < 0n && quotient * step !== value ? quotient - 1n : quotient
  }
  const changed = value * (to / from)
  if (BigInt.asIntN(64, changed) !== changed) reader.outOfRange("a long in the reader's unit", `${value}`)
  return changed
}

const uuidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** `uuid` on a string. Writing is strict; what others wrote is read as it is. */
export function writeUuid(writer: AvroWriter, value: unknown): void {
  if (typeof value !== 'string' || !uuidText.test(value)) writer.fail('uuid', value)
  writer.string(value)
}

/** `uuid` on 16 bytes. */
export function writeUuidBytes(writer: AvroWriter, value: unknown): void {
  if (typeof value !== 'string' || !uuidText.test(value)) writer.fail('uuid', value)
  writer.raw(Buffer.from(value.replaceAll('-', ''), 'hex'))
}

export function readUuidBytes(reader: AvroReader): string {
  return Buffer.from(reader.fixed(16))
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

export interface DecimalShape {
  readonly scale: number
  readonly precision: number
  /** Bytes of a fixed; `undefined` for bytes. */
  readonly size: number | undefined
  /** A top-level `bytes` schema has no length in front. */
  readonly bare: boolean
}

/** `decimal`: a string of digits such as `-12.50`, exact at any precision. */
export function writeDecimal(writer: AvroWriter, value: unknown, shape: DecimalShape): void {
  const unscaled = parseDecimal(writer, value, shape)
  const { size, bare } = shape
  const bytes = toBytes(unscaled, size ?? byteLength(unscaled))
  if (size === undefined && !bare) writer.bytes(bytes)
  else writer.raw(bytes)
}

function parseDecimal(writer: AvroWriter, value: unknown, { scale, precision, size }: DecimalShape): bigint {
  const expected = `decimal(${precision}, ${scale}) (string)`
  const [, sign, whole = '', fraction = ''] =
    /^(-?)(\d+)(?:\.(\d+))?$/.exec(typeof value === 'string' ? value : '') ?? []
  if (sign === undefined || fraction.length > scale) return writer.fail(expected, value)
  const magnitude = BigInt(whole + fraction.padEnd(scale, '0'))
  const unscaled = sign === '-' ? -magnitude : magnitude
  const fits = magnitude.toString().length <= precision && (size === undefined || byteLength(unscaled) <= size)
  return fits ? unscaled : writer.fail(expected, value)
}

/**
 * The digits of a decimal with the reader's scale.
 *
 * @param writerScale - the scale that the bytes were written with. Digits beyond the reader's scale are kept where they
 *   are not zero, so that nothing is rounded.
 */
export function readDecimal(reader: AvroReader, bytes: Uint8Array, scale: number, writerScale: number): string {
  if (bytes.length > maxDecimalBytes) reader.outOfRange('decimal', describeValue(bytes))
  const unscaled = fromBytes(bytes)
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(writerScale + 1, '0')
  const whole = digits.slice(0, digits.length - writerScale)
  let fraction = digits.slice(digits.length - writerScale).padEnd(scale, '0')
  while (fraction.length > scale && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Printing a bigint takes time that grows with the square of its length; 1 KiB is 2,466 digits. */
const maxDecimalBytes = 1024

/** Fewest bytes that hold the value in two's complement. */
function byteLength(value: bigint): number {
  const bits = (value < 0n ? -value - 1n : value).toString(2)
  return bits === '0' ? 1 : Math.floor(bits.length / 8) + 1
}

function toBytes(value: bigint, size: number): Uint8Array {
  if (size === 0) return new Uint8Array(0)
  const hex = BigInt.asUintN(size * 8, value)
    .toString(16)
    .padStart(size * 2, '0')
  return Buffer.from(hex, 'hex')
}

function fromBytes(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${Buffer.from(bytes).toString('hex')}`))
}
