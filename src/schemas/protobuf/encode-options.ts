/**
 * Options as bytes of the message that holds them in a descriptor: `google.protobuf.FieldOptions` and its like. Options
 * that are extensions are fields of it like the others.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import { builtInTypes } from './built-in-files.ts'
import { type FieldMeaning, fieldsOf, type KnownField, type MessageShape, meaningOf, shapeOf } from './fields.ts'
import type { OptionNamePart, OptionValue, ProtobufOption } from './model.ts'
import { toBytes } from './string-literal.ts'
import type { Scope, TypeTable } from './type-table.ts'

/** What is wrong with an option; it is left out of the bytes then. */
export type OptionFault = (option: ProtobufOption, reason: string) => void

/** An option that cannot be encoded, and why. */
class Unencodable extends Error {}

export class OptionEncoder {
  readonly #table: TypeTable
  readonly #onFault: OptionFault

  constructor(table: TypeTable, onFault: OptionFault = () => {}) {
    this.#table = table
    this.#onFault = onFault
  }

  /** @param holder - `FieldOptions`, `FileOptions`... of descriptor.proto. */
  encode(holder: string, options: readonly ProtobufOption[], scope: Scope): Uint8Array {
    const writer = new BinaryWriter()
    const shape = shapeOf(builtInTypes().findType(`.google.protobuf.${holder}`, builtInTypes().root))
    for (const option of options) {
      try {
        // Into a writer of its own, so that nothing is left of an option that breaks off.
        const own = new BinaryWriter()
        this.#path(own, shape, option.name, option.value, scope)
        writer.raw(own.finish())
      } catch (error) {
        if (!(error instanceof Unencodable)) throw error
        this.#onFault(option, error.message)
      }
    }
    return writer.finish()
  }

  #path(
    writer: BinaryWriter,
    shape: MessageShape | undefined,
    name: readonly OptionNamePart[],
    value: OptionValue,
    scope: Scope,
  ): void {
    const [first, ...rest] = name
    if (!first || !shape) throw new Unencodable('it names a field of what is no message')
    const field = first.extension ? this.#extension(first.name, scope) : this.#field(shape, first.name)
    if (rest.length === 0) this.#write(writer, field, value, scope)
    else {
      const inner = field.meaning.kind === 'message' ? field.meaning.shape : undefined
      this.#delimited(writer, field, (own) => this.#path(own, inner, rest, value, scope))
    }
  }

  #field(shape: MessageShape, name: string): KnownField {
    const field = fieldsOf(shape, this.#table).find((known) => known.name === name)
    if (!field) throw new Unencodable(`'${name}' is no field of ${shape.fullName}`)
    return field
  }

  #extension(name: string, scope: Scope): KnownField {
    const entry = this.#table.findExtension(name, scope)
    const meaning = entry && meaningOf(entry.field.type, entry.scope, this.#table)
    if (!entry || !meaning) throw new Unencodable(`the extension '${name}' is not known`)
    const { tag, label } = entry.field
    return { name: entry.fullName, tag, label, meaning }
  }

  /** A field with its value, or with each of several. */
  #write(writer: BinaryWriter, field: KnownField, value: OptionValue, scope: Scope): void {
    if (value.kind === 'list') {
      for (const item of value.items) this.#write(writer, field, item, scope)
      return
    }
    const { meaning, tag } = field
    if (meaning.kind === 'message' || meaning.kind === 'map') {
      if (value.kind !== 'message') throw new Unencodable(`'${field.name}' is a message`)
      this.#delimited(writer, field, (own) => this.#entries(own, meaning, value.entries, scope))
    } else if (value.kind === 'message') throw new Unencodable(`'${field.name}' is no message`)
    else if (meaning.kind === 'enum') {
      const text = value.kind === 'word' ? value.text : ''
      const number =
        meaning.constants.find(({ name }) => name === text)?.tag ?? Number(wholeNumber(text, meaning.fullName))
      writer.tag(tag, WireType.Varint).int32(number)
    } else writeScalar(writer, tag, meaning.scalar, value)
  }

  #delimited(writer: BinaryWriter, { tag, meaning }: KnownField, write: (own: BinaryWriter) => void): void {
    const own = new BinaryWriter()
    write(own)
    const bytes = own.finish()
    if (meaning.kind === 'message' && meaning.isGroup) {
      writer.tag(tag, WireType.StartGroup).raw(bytes).tag(tag, WireType.EndGroup)
    } else writer.tag(tag, WireType.LengthDelimited).bytes(bytes)
  }

  #entries(
    writer: BinaryWriter,
    meaning: FieldMeaning & { kind: 'message' | 'map' },
    entries: ReadonlyMap<string, OptionValue>,
    scope: Scope,
  ): void {
    for (const [key, value] of entries) {
      if (meaning.kind === 'map') this.#write(writer, entryField(meaning, key), value, scope)
      else if (!key.startsWith('[')) this.#write(writer, this.#field(meaning.shape, key), value, scope)
      else if (key.includes('/')) this.#any(writer, key.slice(1, -1), value, scope)
      else this.#write(writer, this.#extension(key.slice(1, -1), scope), value, scope)
    }
  }

  /** `[type.googleapis.com/my.Message]: {...}` inside of an Any. */
  #any(writer: BinaryWriter, url: string, value: OptionValue, scope: Scope): void {
    const entry = this.#table.findType(`.${url.slice(url.lastIndexOf('/') + 1)}`, this.#table.root)
    const shape = shapeOf(entry)
    if (!shape || value.kind !== 'message') throw new Unencodable(`the message '${url}' is not known`)
    const own = new BinaryWriter()
    this.#entries(own, { kind: 'message', shape, isGroup: false }, value.entries, scope)
    writer.tag(1, WireType.LengthDelimited).string(url)
    writer.tag(2, WireType.LengthDelimited).bytes(own.finish())
  }
}

function entryField({ key, value }: FieldMeaning & { kind: 'map' }, name: string): KnownField {
  if (name === 'key') return { name, tag: 1, label: undefined, meaning: key }
  if (name === 'value') return { name, tag: 2, label: undefined, meaning: value }
  throw new Unencodable(`an entry of a map has a key and a value, but no '${name}'`)
}

type Scalar = OptionValue & { kind: 'string' | 'word' }

function writeScalar(writer: BinaryWriter, tag: number, scalar: string, value: Scalar): void {
  if (scalar === 'string' || scalar === 'bytes') {
    if (value.kind !== 'string') throw new Unencodable(`a value of type ${scalar} stands in quotes`)
    writer.tag(tag, WireType.LengthDelimited).bytes(toBytes(value.value))
    return
  }
  if (value.kind !== 'word') throw new Unencodable(`a value of type ${scalar} does not stand in quotes`)
  const { text } = value
  if (scalar === 'bool') writer.tag(tag, WireType.Varint).bool(toBoolean(text))
  else if (scalar === 'double') writer.tag(tag, WireType.Bit64).double(toDouble(text))
  else if (scalar === 'float') writer.tag(tag, WireType.Bit32).float(toFloat(text))
  else writeInteger(writer, tag, scalar, wholeNumber(text, scalar))
}

const integers: Readonly<Record<string, [wireType: WireType, bits: number, signed: boolean]>> = {
  int32: [WireType.Varint, 32, true],
  int64: [WireType.Varint, 64, true],
  uint32: [WireType.Varint, 32, false],
  uint64: [WireType.Varint, 64, false],
  sint32: [WireType.Varint, 32, true],
  sint64: [WireType.Varint, 64, true],
  fixed32: [WireType.Bit32, 32, false],
  fixed64: [WireType.Bit64, 64, false],
  sfixed32: [WireType.Bit32, 32, true],
  sfixed64: [WireType.Bit64, 64, true],
}

function writeInteger(writer: BinaryWriter, tag: number, scalar: string, value: bigint): void {
  const [wireType, bits, signed] = integers[scalar] ?? [WireType.Varint, 64, true]
  const fits = signed ? BigInt.asIntN(bits, value) === value : BigInt.asUintN(bits, value) === value
  if (!fits) throw new Unencodable(`${value} is out of the range of ${scalar}`)
  writer.tag(tag, wireType)
  // The names of the integer types are those of the writer's methods; those of 32 bits take numbers only.
  const method = scalar as 'int64'
  writer[method](bits === 32 ? Number(value) : value)
}

/** As protoc reads it: `0x` is hexadecimal, a leading zero octal. */
function wholeNumber(text: string, type: string): bigint {
  const [, sign = '', digits] = /^(-?)(0[xX][0-9a-fA-F]+|[0-9]+)$/.exec(text) ?? []
  if (digits === undefined || /^0[0-9]*[89]/.test(digits)) throw new Unencodable(`'${text}' is no value of ${type}`)
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits}` : digits.toLowerCase())
  return sign === '' ? value : -value
}

function toBoolean(text: string): boolean {
  if (/^(true|True|t|1)$/.test(text)) return true
  if (/^(false|False|f|0)$/.test(text)) return false
  throw new Unencodable(`'${text}' is neither true nor false`)
}

function toDouble(text: string): number {
  const [, sign = '', word = ''] = /^(-?)(.*)$/s.exec(text) ?? []
  const value = /^inf(inity)?$/i.test(word) ? Number.POSITIVE_INFINITY : Number(word.replace(/^([0-9.].*?)[fF]$/, '$1'))
  if (Number.isNaN(value) && !/^nan$/i.test(word)) throw new Unencodable(`'${text}' is no number`)
  return sign === '' ? value : -value
}

function toFloat(text: string): number {
  const value = toDouble(text)
  // The writer refuses what does not fit; protoc makes it infinite.
  return Number.isFinite(value) && !Number.isFinite(Math.fround(value)) ? value * Number.POSITIVE_INFINITY : value
}
