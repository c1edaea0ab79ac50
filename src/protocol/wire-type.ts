/** What a type of the wire is: its name, its zero, and the codecs of its forms. */

import { protocolErrors } from './errors.ts'
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** Which form of a type is meant. Types depend on the version only through structs and nullability. */
export interface Form {
  readonly version: number
  readonly flexible: boolean
}

/** Reads and writes one form of a type. */
export interface Codec<Value, Input = Value> {
  read(reader: Reader): Value
  write(writer: Writer, value: Input): void
  /** The fewest bytes that a value takes; bounds the count of an array by the bytes left. */
  readonly minBytes: number
}

/** A type of the wire. `Input` is what may be handed in for encoding, where that is more than `Value`. */
export interface WireType<Value, Input = Value> {
  readonly name: string
  /** A fresh value for versions that lack the field. */
  empty(): Value
  /** Whether a tagged field may be left out because it says nothing. */
  isEmpty(value: Input): boolean
  codec(form: Form): Codec<Value, Input>
  /** The same type where `null` is allowed too. */
  nullable?(form: Form): Codec<Value | null, Input | null>
  /** Fields of a struct, for the printed documentation. */
  readonly fields?: object
}

/** A type whose value may be null in every version that has it; null is also what older versions read as. */
export function orNull<Value, Input>(type: WireType<Value, Input>): WireType<Value | null, Input | null> {
  return {
    name: `nullable ${type.name}`,
    empty: () => null,
    isEmpty: (value) => value === null,
    codec(form) {
      if (!type.nullable) throw new Error(`${type.name} has no nullable form`)
      return type.nullable(form)
    },
    ...(type.fields && { fields: type.fields }),
  }
}

/** Length or count in front of a value; -1 stands for null. */
export function readLength(reader: Reader, flexible: boolean, prefixBytes: 2 | 4, what: string): number {
  const length = flexible ? reader.uvarint() - 1 : prefixBytes === 2 ? reader.int16() : reader.int32()
  if (length < -1) throw protocolErrors.badLength(what, length)
  return length
}

export function writeLength(writer: Writer, length: number, flexible: boolean, prefixBytes: 2 | 4, what: string): void {
  // Kafka's clients refuse longer text in flexible versions too.
  if (prefixBytes === 2 && length > 0x7fff)
    throw protocolErrors.cannotEncode(what, `${length} bytes are more than 32767`)
  if (flexible) writer.uvarint(length + 1)
  else if (prefixBytes === 4) writer.int32(length)
  else writer.int16(length)
}

export function notNull<Value>(value: Value | null, what: string): Value {
  if (value === null) throw protocolErrors.badValue(what, 'it is null where null is not allowed')
  return value
}
