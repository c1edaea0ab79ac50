/** Fields, structs and arrays: what a declaration is made of, and how it becomes a codec for one version. */

import { protocolErrors } from './errors.ts'
import type { Reader } from './reader.ts'
import { type Codec, type Form, notNull, orNull, readLength, type WireType, writeLength } from './wire-types.ts'
import { Writer } from './writer.ts'

/** One field of a message or struct. `Optional`: it may be left out of a value that is encoded. */
export interface Field<Value, Input, Optional extends boolean> {
  readonly type: WireType<Value, Input>
  /** Versions that have the field, `0+`, `1-4` or `3`; where it has a tag, versions that have it as a tagged field. */
  readonly versions: string
  readonly doc: string
  /** Value of the field in versions that lack it, and of a tagged field that is not there. */
  default(): Value
  isDefault(value: Input): boolean
  readonly nullable?: string
  readonly tag?: number
  /** Never set; carries the type. */
  readonly optional?: Optional
}

export interface FieldOptions<Value> {
  /** Value in versions without the field; otherwise 0, '', false, an empty list, or null for nullable types. */
  default?: Value
  /** Versions in which null is allowed, for a type that is not nullable in all. */
  nullable?: string
  /** Number of a tagged field (KIP-482). */
  tag?: number
}

/** Any field; declarations are heterogeneous, and their types are kept by inference alone. */
// biome-ignore lint/suspicious/noExplicitAny: variance of Input would refuse every concrete field otherwise.
type AnyField = Field<any, any, boolean>

export type Fields = Readonly<Record<string, AnyField>>

/** A decoded struct: every field is there. */
export type Values<F extends Fields> = {
  -readonly [Name in keyof F]: F[Name] extends Field<infer Value, infer _, infer __> ? Value : never
}

/** A struct to encode: fields with a default of their own, nullable types and tagged fields may be left out. */
export type Inputs<F extends Fields> = {
  -readonly [Name in keyof F as F[Name] extends Field<infer _, infer __, true> ? never : Name]: InputOf<F[Name]>
} & {
  -readonly [Name in keyof F as F[Name] extends Field<infer _, infer __, true> ? Name : never]?:
    | InputOf<F[Name]>
    | undefined
}

type InputOf<F> = F extends Field<infer _, infer Input, infer __> ? Input : never

/** Declares a field: `field(int32, '0+', 'Generation the member joined.')`. */
export function field<Value, Input, const Options extends FieldOptions<NoInfer<Input> | null>>(
  type: WireType<Value, Input>,
  versions: string,
  doc: string,
  options?: Options,
): Field<
  Options extends { nullable: string } ? Value | null : Value,
  Options extends { nullable: string } ? Input | null : Input,
  Options extends { default: unknown } | { tag: number } ? true : null extends Input ? true : false
>
export function field(
  type: WireType<unknown, unknown>,
  versions: string,
  doc: string,
  options: FieldOptions<unknown> = {},
): Field<unknown, unknown, boolean> {
  const given = 'default' in options
  return {
    type,
    versions,
    doc,
    // A list that is a default is made anew for every value: values may be changed by who decoded them.
    default: () => (given ? (Array.isArray(options.default) ? [...options.default] : options.default) : type.empty()),
    isDefault: (value) => (given ? value === options.default : type.isEmpty(value)),
    ...(options.nullable !== undefined && { nullable: options.nullable }),
    ...(options.tag !== undefined && { tag: options.tag }),
  }
}

export function struct<const F extends Fields>(fields: F): WireType<Values<F>, Inputs<F>> {
  const type: WireType<Values<F>, Inputs<F>> = {
    name: 'struct',
    fields,
    empty: () => defaultsOf(fields) as Values<F>,
    isEmpty: (value) => Object.entries(fields).every(([name, one]) => isDefaultInput(one, (value as Loose)[name])),
    codec: (form) => structCodec(fields, form) as unknown as Codec<Values<F>, Inputs<F>>,
    nullable: (form) => nullableStructCodec(type.codec(form)),
  }
  return type
}

export function nullableStruct<const F extends Fields>(fields: F): WireType<Values<F> | null, Inputs<F> | null> {
  return orNull(struct(fields))
}

export function array<Value, Input>(item: WireType<Value, Input>): WireType<Value[], readonly Input[]> {
  const nullable = (form: Form): Codec<Value[] | null, readonly Input[] | null> => arrayCodec(item.codec(form), form)
  return {
    name: `array of ${item.name}`,
    ...(item.fields && { fields: item.fields }),
    empty: () => [],
    isEmpty: (value) => value.length === 0,
    codec(form) {
      const { read, write, minBytes } = nullable(form)
      return { read: (reader) => notNull(read(reader), 'array'), write, minBytes }
    },
    nullable,
  }
}

export function nullableArray<Value, Input>(
  item: WireType<Value, Input>,
): WireType<Value[] | null, readonly Input[] | null> {
  return orNull(array(item))
}

/** Whether `version` lies in a range written as `0+`, `1-4` or `3`. */
export function inVersions(version: number, range: string): boolean {
  const { min, max } = versionRange(range)
  return version >= min && version <= max
}

export function versionRange(range: string): { min: number; max: number } {
  const match = /^(\d+)(\+|-(\d+))?$/.exec(range)
  if (!match) throw new Error(`'${range}' is no range of versions`)
  const min = Number(match[1])
  return { min, max: match[2] === '+' ? Number.POSITIVE_INFINITY : Number(match[3] ?? min) }
}

/** A value whose fields are reached by name; the declaration keeps the types. */
type Loose = Record<string, unknown>

interface Slot {
  readonly name: string
  readonly field: AnyField
  readonly codec: Codec<unknown, unknown>
}

/** Fields of a struct in one version, in the order of the wire, with what the version lacks filled in by defaults. */
function structCodec(fields: Fields, form: Form): Codec<Loose, Loose> {
  const present: Slot[] = []
  const tagged: Slot[] = []
  const absent: [string, AnyField][] = []
  for (const [name, one] of Object.entries(fields)) {
    if (!inVersions(form.version, one.versions)) absent.push([name, one])
    else if (one.tag === undefined) present.push({ name, field: one, codec: fieldCodec(one, form) })
    else {
      tagged.push({ name, field: one, codec: fieldCodec(one, form) })
      absent.push([name, one])
    }
  }
  tagged.sort((a, b) => (a.field.tag ?? 0) - (b.field.tag ?? 0))
  const minBytes = present.reduce((sum, { codec }) => sum + codec.minBytes, form.flexible ? 1 : 0)
  return {
    minBytes,
    read(reader) {
      const value: Loose = {}
      for (const { name, codec } of present) value[name] = codec.read(reader)
      for (const [name, one] of absent) value[name] = one.default()
      if (form.flexible) readTags(reader, tagged, value)
      return value
    },
    write(writer, value) {
      for (const { name, field: one, codec } of present) codec.write(writer, value[name] ?? fallback(one, value[name]))
      if (form.flexible) writeTags(writer, tagged, value)
    },
  }
}

/** A null that the caller wrote stays null; a field that was left out has its default. */
function fallback(one: AnyField, given: unknown): unknown {
  return given === null ? null : one.default()
}

/** Where a version does not allow null for a field that others allow it for, null is written as the empty value. */
function fieldCodec({ type, nullable, default: defaultOf }: AnyField, form: Form): Codec<unknown, unknown> {
  if (nullable !== undefined && inVersions(form.version, nullable)) {
    if (!type.nullable) throw new Error(`${type.name} has no nullable form`)
    return type.nullable(form)
  }
  const codec: Codec<unknown, unknown> = type.codec(form)
  if (nullable === undefined) return codec
  return { ...codec, write: (writer, value) => codec.write(writer, value ?? defaultOf() ?? type.empty()) }
}

function nullableStructCodec<Value, Input>(codec: Codec<Value, Input>): Codec<Value | null, Input | null> {
  return {
    minBytes: 1,
    read(reader) {
      const marker = reader.int8()
      if (marker !== 1 && marker !== -1) throw protocolErrors.badValue('struct', `its marker is ${marker}`)
      return marker === 1 ? codec.read(reader) : null
    },
    write(writer, value) {
      writer.int8(value === null ? -1 : 1)
      if (value !== null) codec.write(writer, value)
    },
  }
}

function arrayCodec<Value, Input>(
  item: Codec<Value, Input>,
  { flexible }: Form,
): Codec<Value[] | null, readonly Input[] | null> {
  return {
    minBytes: flexible ? 1 : 4,
    read(reader) {
      const count = readLength(reader, flexible, 4, 'array')
      if (count === -1) return null
      reader.countElements(count, item.minBytes)
      const values: Value[] = []
      for (let at = 0; at < count; at++) values.push(item.read(reader))
      return values
    },
    write(writer, values) {
      writeLength(writer, values === null ? -1 : values.length, flexible, 4, 'array')
      if (values) for (const value of values) item.write(writer, value)
    },
  }
}

/** Tags ascend; ours are read, unknown ones are skipped (KIP-482). */
function readTags(reader: Reader, tagged: readonly Slot[], value: Loose): void {
  const count = reader.uvarint()
  let last = -1
  for (let at = 0; at < count; at++) {
    const tag = reader.uvarint()
    if (tag <= last) throw protocolErrors.badValue('tagged fields', 'their tags do not ascend')
    last = tag
    const size = reader.uvarint()
    if (size > reader.left) throw protocolErrors.badLength('tagged field', size)
    const end = reader.position + size
    const slot = tagged.find((one) => one.field.tag === tag)
    if (slot) value[slot.name] = slot.codec.read(reader)
    else reader.position = end
    if (reader.position !== end) throw protocolErrors.badValue('tagged field', 'its size is not that of its value')
  }
}

function writeTags(writer: Writer, tagged: readonly Slot[], value: Loose): void {
  const said = tagged.filter(({ name, field: one }) => !isDefaultInput(one, value[name]))
  writer.uvarint(said.length)
  for (const { name, field: one, codec } of said) {
    const payload = new Writer(64)
    codec.write(payload, value[name])
    writer.uvarint(one.tag ?? 0)
    writer.uvarint(payload.length)
    for (const piece of payload.finish()) writer.bytes(piece)
  }
}

function isDefaultInput(one: AnyField, value: unknown): boolean {
  return value === undefined || one.isDefault(value)
}

function defaultsOf(fields: Fields): Loose {
  return Object.fromEntries(Object.entries(fields).map(([name, one]) => [name, one.default()]))
}
