/** Options of a descriptor that are extensions: their bytes become values where the extension is known. */
import type { UnknownField } from '@bufbuild/protobuf'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { doubleText } from '../json-number.ts'
import type { DecodeExtensions } from './descriptor-options.ts'
import { type FieldMeaning, fieldsOf, type KnownField, type MessageShape, meaningOf } from './fields.ts'
import type { OptionValue, ProtobufOption } from './model.ts'
import { fromBytes } from './string-literal.ts'
import type { ExtensionEntry, TypeTable } from './type-table.ts'

/** Bytes that are no value of the extension that is declared for them are left out, as unknown ones are. */
export function extensionDecoder(table: TypeTable): DecodeExtensions {
  let known: Map<string, ExtensionEntry> | undefined
  return (extendee, unknown) => {
    if (unknown.length === 0) return []
    known ??= byNumber(table)
    const numbers = [...new Set(unknown.map(({ no }) => no))].sort((a, b) => a - b)
    return numbers.flatMap((number) => {
      const entry = known?.get(keyOf(extendee, number))
      const own = unknown.filter(({ no }) => no === number)
      return entry ? decodeExtension(entry, own, table) : []
    })
  }
}

function byNumber(table: TypeTable): Map<string, ExtensionEntry> {
  const known = new Map<string, ExtensionEntry>()
  for (const entry of table.extensions()) {
    const target = table.findType(entry.target, entry.scope)
    if (target) known.set(keyOf(target.scope.name, entry.field.tag), entry)
  }
  return known
}

function keyOf(extendee: string, number: number): string {
  return `${extendee}/${number}`
}

function decodeExtension(entry: ExtensionEntry, fields: readonly UnknownField[], table: TypeTable): ProtobufOption[] {
  const meaning = meaningOf(entry.field.type, entry.scope, table)
  if (!meaning) return []
  const name = [{ name: entry.fullName, extension: true }]
  try {
    const values = fields.flatMap(({ wireType, data }) =>
      new Decoder(table).read(meaning, wireType, new BinaryReader(data)),
    )
    const wanted = entry.field.label === 'repeated' ? values : values.slice(-1)
    return wanted.map((value) => ({ name, value }))
  } catch {
    return []
  }
}

const lengthDelimited = WireType.LengthDelimited

class Decoder {
  readonly #table: TypeTable
  #depth = 0

  constructor(table: TypeTable) {
    this.#table = table
  }

  /** The value that comes next, or several where they are packed. */
  read(meaning: FieldMeaning, wireType: WireType, reader: BinaryReader): OptionValue[] {
    const isPackable =
      meaning.kind === 'enum' || (meaning.kind === 'scalar' && !/^(string|bytes)$/.test(meaning.scalar))
    if (!isPackable || wireType !== lengthDelimited) return [this.#value(meaning, reader)]
    const end = reader.uint32() + reader.pos
    const values: OptionValue[] = []
    while (reader.pos < end) values.push(this.#value(meaning, reader))
    return values
  }

  #value(meaning: FieldMeaning, reader: BinaryReader): OptionValue {
    switch (meaning.kind) {
      case 'scalar':
        return readScalar(meaning.scalar, reader)
      case 'enum': {
        const number = reader.int32()
        return { kind: 'word', text: meaning.constants.find(({ tag }) => tag === number)?.name ?? String(number) }
      }
      case 'message':
        return this.#message(reader, fieldsOf(meaning.shape, this.#table), meaning.shape)
      case 'map':
        return this.#message(reader, entryFields(meaning), undefined)
    }
  }

  #message(reader: BinaryReader, fields: readonly KnownField[], shape: MessageShape | undefined): OptionValue {
    if (++this.#depth > 100) throw new Error('nested too deeply')
    const end = reader.uint32() + reader.pos
    const found = new Map<KnownField, OptionValue[]>()
    while (reader.pos < end) {
      const [number, wireType] = reader.tag()
      const field = fields.find(({ tag }) => tag === number)
      if (!field) reader.skip(wireType, number)
      else found.set(field, [...(found.get(field) ?? []), ...this.read(field.meaning, wireType, reader)])
    }
    this.#depth--
    const inOrder = [...found].sort(([a], [b]) => a.tag - b.tag)
    const entries = inOrder.map(([field, values]): [string, OptionValue] => [
      field.name,
      together(field, values, shape),
    ])
    return { kind: 'message', entries: new Map(entries) }
  }
}

function entryFields({ key, value }: FieldMeaning & { kind: 'map' }): KnownField[] {
  return [
    { name: 'key', tag: 1, label: undefined, meaning: key },
    { name: 'value', tag: 2, label: undefined, meaning: value },
  ]
}

const noValue: OptionValue = { kind: 'list', items: [] }

function together(field: KnownField, values: readonly OptionValue[], shape: MessageShape | undefined): OptionValue {
  if (field.meaning.kind === 'map') return { kind: 'list', items: values.map((value) => inOrder(value, shape)) }
  return field.label === 'repeated' ? { kind: 'list', items: values } : (values.at(-1) ?? noValue)
}

/** The reference prints the parameters of a decimal with the value first, as it did in the beginning. */
function inOrder(value: OptionValue, shape: MessageShape | undefined): OptionValue {
  if (value.kind !== 'message' || shape?.fullName !== 'confluent.Meta') return value
  const key = value.entries.get('key')
  const isDecimals = key?.kind === 'string' && (key.value === 'precision' || key.value === 'scale')
  return isDecimals ? { kind: 'message', entries: new Map([...value.entries].reverse()) } : value
}

function readScalar(scalar: string, reader: BinaryReader): OptionValue {
  switch (scalar) {
    case 'string':
    case 'bytes':
      return { kind: 'string', value: fromBytes(reader.bytes()) }
    case 'double':
      return { kind: 'word', text: decimalText(reader.double()) }
    case 'float':
      return { kind: 'word', text: decimalText(shortestFloat(reader.float())) }
    default:
      // The names of the remaining scalar types are those of the reader's methods.
      return { kind: 'word', text: String(reader[scalar as 'int32']()) }
  }
}

function decimalText(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  return doubleText(value)
}

/** The double with the fewest digits that is the same float: 0.1, not 0.10000000149011612. */
function shortestFloat(value: number): number {
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return short
  }
  return value
}
