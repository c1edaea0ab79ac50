/**
 * The primitive types of the wire, each in its plain and its flexible form (KIP-482: compact lengths).
 *
 * @see https://kafka.apache.org/protocol#protocol_types
 */

import { protocolErrors } from './errors.ts'
import type { Reader } from './reader.ts'
import { type Codec, notNull, orNull, readLength, type WireType, writeLength } from './wire-type.ts'
import type { Writer } from './writer.ts'

export const bool = fixed(
  'bool',
  1,
  false,
  (reader) => reader.int8() !== 0,
  (writer, value) => writer.int8(value ? 1 : 0),
)
export const int8 = fixed(
  'int8',
  1,
  0,
  (reader) => reader.int8(),
  (writer, value) => writer.int8(value),
)
export const int16 = fixed(
  'int16',
  2,
  0,
  (reader) => reader.int16(),
  (writer, value) => writer.int16(value),
)
export const int32 = fixed(
  'int32',
  4,
  0,
  (reader) => reader.int32(),
  (writer, value) => writer.int32(value),
)
/** An int64 that the domain keeps under 2^53: offsets and sizes. Beyond that decoding fails instead of rounding. */
export const int64 = fixed(
  'int64',
  8,
  0,
  (reader) => reader.int64(),
  (writer, value) => writer.int64(value),
)
/**
 * An offset that a client names, which may be any int64. No log gets to 2^53, so one beyond is read as the last number
 * before it, on either side: whoever looks for it finds nothing there, and the client is told so instead of losing its
 * connection over a message that is a good one.
 */
export const offset64 = fixed(
  'int64',
  8,
  0,
  (reader) => reader.nearInt64(),
  (writer, value) => writer.int64(value),
)
/** An int64 that may be anything: timestamps, producer ids, sentinels. */
export const bigint64 = fixed(
  'int64',
  8,
  0n,
  (reader) => reader.bigint64(),
  (writer, value) => writer.bigint64(value),
)

/** The id that means "no id". */
export const zeroUuid = '00000000-0000-0000-0000-000000000000'

/** 16 bytes, as text in the usual form of 8-4-4-4-12 hexadecimal digits. */
export const uuid = fixed('uuid', 16, zeroUuid, readUuid, writeUuid)

export const string = sized<string, string>('string', '', 2, {
  read: (reader, length) => reader.text(length, 'string'),
  lengthOf: (value) => Buffer.byteLength(value),
  write: (writer, value, length) => writer.text(value, length),
})

const bytesForm: SizedForm<Buffer, Uint8Array> = {
  read: (reader, length) => reader.slice(length, 'bytes'),
  lengthOf: (value) => value.length,
  write: (writer, value) => writer.bytes(value),
}

const noBytes = Buffer.alloc(0)

/** Decoded values are parts of the received frame, not copies. */
export const bytes = sized<Buffer, Uint8Array>('bytes', noBytes, 4, bytesForm)
/** Record batches, one behind the other; on the wire they are bytes. */
export const records = sized<Buffer, Uint8Array>('records', noBytes, 4, bytesForm)

export const nullableString = orNull(string)
export const nullableBytes = orNull(bytes)
export const nullableRecords = orNull(records)

function fixed<Value>(
  name: string,
  size: number,
  empty: Value,
  read: (reader: Reader) => Value,
  write: (writer: Writer, value: Value) => void,
): WireType<Value> {
  const codec: Codec<Value> = { read, write, minBytes: size }
  return { name, empty: () => empty, isEmpty: (value) => value === empty, codec: () => codec }
}

interface SizedForm<Value, Input> {
  read(reader: Reader, length: number): Value
  lengthOf(value: Input): number
  write(writer: Writer, value: Input, length: number): void
}

/** A type with its length in front: `prefixBytes` wide (2 or 4), or a varint of length + 1 where flexible. */
function sized<Value extends Input, Input extends string | Uint8Array>(
  name: string,
  empty: Value,
  prefixBytes: 2 | 4,
  form: SizedForm<Value, Input>,
): WireType<Value, Input> {
  const nullable = (flexible: boolean): Codec<Value | null, Input | null> => ({
    read(reader) {
      const length = readLength(reader, flexible, prefixBytes, name)
      return length === -1 ? null : form.read(reader, length)
    },
    write(writer, value) {
      if (value === null) return writeLength(writer, -1, flexible, prefixBytes, name)
      const length = form.lengthOf(value)
      writeLength(writer, length, flexible, prefixBytes, name)
      form.write(writer, value, length)
    },
    minBytes: flexible ? 1 : prefixBytes,
  })
  const codec = (flexible: boolean): Codec<Value, Input> => {
    const { read, write, minBytes } = nullable(flexible)
    return { read: (reader) => notNull(read(reader), name), write, minBytes }
  }
  const forms = { plain: codec(false), flexible: codec(true) }
  return {
    name,
    empty: () => empty,
    isEmpty: (value) => value.length === 0,
    codec: ({ flexible }) => (flexible ? forms.flexible : forms.plain),
    nullable: ({ flexible }) => nullable(flexible),
  }
}

function readUuid(reader: Reader): string {
  const hex = reader.slice(16, 'uuid').toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function writeUuid(writer: Writer, value: string): void {
  const raw = Buffer.from(value.replaceAll('-', ''), 'hex')
  if (raw.length !== 16) throw protocolErrors.cannotEncode('uuid', `'${value}' is none`)
  writer.bytes(raw)
}
