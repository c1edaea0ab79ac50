/** Options of a descriptor that are extensions: their bytes become values where the extension is known. */
import type { UnknownField } from '@bufbuild/protobuf'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { doubleText } from '../json-number.ts'
import type { DecodeExtensions } from './descriptor-options.ts'
import { type FieldMeaning, fieldsOf, type KnownField, meaningOf } from './fields.ts'
import type { OptionValue, ProtobufOption } from './model.ts'
import { fromBytes } from './string-literal.ts'
import type { TypeTable } from './type-table.ts'

/** Bytes that are no value of the extension that is declared for them are left out, as unknown ones are. */
export function extensionDecoder(table: TypeTable): DecodeExtensions {
  let decoder: Decoder | undefined
  return (extendee, unknown) => {
    if (unknown.length === 0) return []
    decoder ??= new Decoder(table)
    return decoder.options(extendee, unknown)
  }
}

/** One occurrence of a field. */
interface Occurrence {
  readonly wireType: WireType
  /** What follows its tag. */
  readonly data: Uint8Array
}

/** Fields by the message that they extend and their number. */
type Extensions = ReadonlyMap<string, ReadonlyMap<number, KnownField>>

class Decoder {
  readonly #table: TypeTable
  readonly #extensions: Extensions
  #depth = 0

  constructor(table: TypeTable) {
    this.#table = table
    this.#extensions = extensionsOf(table)
  }

  options(extendee: string, unknown: readonly UnknownField[]): ProtobufOption[] {
    const byNumber = [...Map.groupBy(unknown, ({ no }) => no)].sort(([a], [b]) => a - b)
    return byNumber.flatMap(([number, occurrences]) => {
      const field = this.#extensions.get(extendee)?.get(number)
      return field ? this.#option(field, occurrences) : []
    })
  }

  #option(field: KnownField, occurrences: readonly Occurrence[]): ProtobufOption[] {
    const name = [{ name: field.name, extension: true }]
    try {
      this.#depth = 0
      return this.values(field, occurrences).map((value) => ({ name, value }))
    } catch {
      return []
    }
  }

  /** The values of a repeated field, or the one of another: the last, or of messages all in one. */
  values({ meaning, label }: KnownField, occurrences: readonly Occurrence[]): OptionValue[] {
    if (meaning.kind === 'message' || meaning.kind === 'map') {
      const isOne = meaning.kind === 'message' && label !== 'repeated'
      const bodies = occurrences.map(bodyOf)
      return (isOne ? [Buffer.concat(bodies)] : bodies).map((body) => this.#message(body, meaning))
    }
    const values = occurrences.flatMap((occurrence) => readScalars(meaning, occurrence))
    return label === 'repeated' ? values : values.slice(-1)
  }

  #message(body: Uint8Array, meaning: FieldMeaning & { kind: 'message' | 'map' }): OptionValue {
    if (++this.#depth > maxDepth) throw new Error('nested too deeply')
    const found = Map.groupBy(occurrencesIn(body), ({ number }) => number)
    const entries = this.#fieldsOf(meaning)
      .filter(({ tag }) => found.has(tag))
      .sort((a, b) => a.tag - b.tag)
      .map((field): [string, OptionValue] => {
        const values = this.values(field, found.get(field.tag) ?? [])
        const isList = field.label === 'repeated' || field.meaning.kind === 'map'
        return [field.name, isList ? { kind: 'list', items: values } : (values[0] ?? noValue)]
      })
    this.#depth--
    return inOrder(new Map(entries), meaning)
  }

  /** Extensions stand among the others by their full names in brackets. */
  #fieldsOf(meaning: FieldMeaning & { kind: 'message' | 'map' }): KnownField[] {
    if (meaning.kind === 'map') return entryFields(meaning)
    const extensions = this.#extensions.get(meaning.shape.fullName)?.values() ?? []
    const bracketed = [...extensions].map((field) => ({ ...field, name: `[${field.name}]` }))
    return [...fieldsOf(meaning.shape, this.#table), ...bracketed]
  }
}

function extensionsOf(table: TypeTable): Extensions {
  const all = new Map<string, Map<number, KnownField>>()
  for (const { fullName, field, scope, target } of table.extensions()) {
    const extended = table.findType(target, scope)?.scope.name
    const meaning = meaningOf(field.type, scope, table)
    if (extended === undefined || !meaning) continue
    const own = all.get(extended) ?? new Map<number, KnownField>()
    all.set(extended, own.set(field.tag, { name: fullName, tag: field.tag, label: field.label, meaning }))
  }
  return all
}

const maxDepth = 100

const noValue: OptionValue = { kind: 'list', items: [] }

function occurrencesIn(body: Uint8Array): (Occurrence & { number: number })[] {
  const reader = new BinaryReader(body)
  const all: (Occurrence & { number: number })[] = []
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag()
    all.push({ number, wireType, data: reader.skip(wireType, number) })
  }
  return all
}

/** The fields of a message without its length, or without the tag that ends a group. */
function bodyOf({ wireType, data }: Occurrence): Uint8Array {
  if (wireType === WireType.LengthDelimited) return new BinaryReader(data).bytes()
  let end = data.length - 1
  // The tag is a number of seven bits a byte; all but its last byte have the highest bit.
  while (end > 0 && ((data[end - 1] ?? 0) & 0x80) !== 0) end--
  return data.subarray(0, end)
}

function readScalars(
  meaning: FieldMeaning & { kind: 'scalar' | 'enum' },
  { wireType, data }: Occurrence,
): OptionValue[] {
  const isText = meaning.kind === 'scalar' && (meaning.scalar === 'string' || meaning.scalar === 'bytes')
  const isPacked = wireType === WireType.LengthDelimited && !isText
  const reader = new BinaryReader(isPacked ? new BinaryReader(data).bytes() : data)
  const values: OptionValue[] = []
  do {
    values.push(readValue(meaning, reader))
  } while (isPacked && reader.pos < reader.len)
  return values
}

function readValue(meaning: FieldMeaning & { kind: 'scalar' | 'enum' }, reader: BinaryReader): OptionValue {
  if (meaning.kind === 'scalar') return readScalar(meaning.scalar, reader)
  const number = reader.int32()
  return { kind: 'word', text: meaning.constants.find(({ tag }) => tag === number)?.name ?? String(number) }
}

function entryFields({ key, value }: FieldMeaning & { kind: 'map' }): KnownField[] {
  return [
    { name: 'key', tag: 1, label: undefined, meaning: key },
    { name: 'value', tag: 2, label: undefined, meaning: value },
  ]
}

/** The reference prints the parameters of a decimal with the value first, as it did in the beginning. */
function inOrder(entries: Map<string, OptionValue>, meaning: FieldMeaning): OptionValue {
  const params = entries.get('params')
  if (meaning.kind === 'message' && meaning.shape.fullName === 'confluent.Meta' && params?.kind === 'list') {
    entries.set('params', { kind: 'list', items: params.items.map(valueFirst) })
  }
  return { kind: 'message', entries }
}

function valueFirst(param: OptionValue): OptionValue {
  if (param.kind !== 'message') return param
  const key = param.entries.get('key')
  const isDecimals = key?.kind === 'string' && (key.value === 'precision' || key.value === 'scale')
  return isDecimals ? { kind: 'message', entries: new Map([...param.entries].reverse()) } : param
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
