/** Fields of messages, groups and extensions, and the ranges of numbers that messages and enums set aside. */
import {
  type ExtensionsStatement,
  type FieldLabel,
  type MapType,
  maxTag,
  type OptionValue,
  type ProtobufField,
  type ReservedStatement,
  type TagRange,
} from './model.ts'
import { findOption, isPlain } from './options.ts'
import { readOptions } from './parse-options.ts'
import type { Parsing } from './parsing.ts'

const maxInt32 = 2_147_483_647
const minInt32 = -2_147_483_648

const labels: readonly FieldLabel[] = ['optional', 'required', 'repeated']

/** `undefined` where there is none. */
export function readLabel(parsing: Parsing): FieldLabel | undefined {
  const { scanner } = parsing
  const position = scanner.position
  const label = labels.find((word) => scanner.takeWord(word))
  if (label === 'required' && parsing.syntax === 'proto3') {
    throw parsing.invalid("a field of proto3 cannot be 'required'", position)
  }
  if (label && label !== 'repeated' && parsing.edition !== undefined) {
    throw parsing.invalid(`the label '${label}' is said by features.field_presence in editions`, position)
  }
  return label
}

/** What was read before the name of a field. */
export interface FieldStart {
  readonly position: number
  readonly label: FieldLabel | undefined
  readonly inOneof: boolean
}

/** The rest of a field after its label. */
export function readField(parsing: Parsing, { position, label, inOneof }: FieldStart): ProtobufField {
  const { scanner } = parsing
  const typeStart = scanner.position
  const type = readType(parsing)
  const typeSpan = { start: typeStart, end: scanner.lastEnd }
  if (typeof type !== 'string' && (label || inOneof)) {
    throw parsing.invalid(inOneof ? 'a oneof cannot hold a map' : `a map has no label '${label}'`, position)
  }
  const needsLabel = typeof type === 'string' && parsing.edition === undefined && parsing.syntax !== 'proto3'
  if (needsLabel && !inOneof && !label) {
    throw parsing.invalid("a field of proto2 has a label: 'optional', 'required' or 'repeated'", position)
  }
  const name = scanner.readName('the name of a field')
  const nameSpan = parsing.lastWord(name)
  scanner.expect('=')
  const tagStart = scanner.position
  const tag = scanner.readInteger(minInt32, maxInt32, 'the number of a field')
  const tagSpan = { start: tagStart, end: scanner.lastEnd }
  const all = readOptions(parsing)
  scanner.expect(';')
  const field: ProtobufField = {
    position,
    label,
    type,
    name,
    tag,
    options: all.filter((option) => !isPlain(option.name, 'default') && !isPlain(option.name, 'json_name')),
    defaultValue: findOption(all, 'default'),
    jsonName: textOf(findOption(all, 'json_name')),
  }
  parsing.spans?.statements.set(field, {
    start: position,
    end: scanner.lastEnd,
    name: nameSpan,
    label: label && { start: position, end: position + label.length },
    type: typeSpan,
    tag: tagSpan,
  })
  return field
}

function textOf(value: OptionValue | undefined): string | undefined {
  if (value?.kind === 'string') return value.value
  return value?.kind === 'word' ? value.text : undefined
}

const keyTypes: ReadonlySet<string> = new Set([
  'int32',
  'int64',
  'uint32',
  'uint64',
  'sint32',
  'sint64',
  'fixed32',
  'fixed64',
  'sfixed32',
  'sfixed64',
  'bool',
  'string',
])

function readType(parsing: Parsing): string | MapType {
  const { scanner } = parsing
  const name = scanner.readDottedName('the type of a field', true)
  if (name !== 'map' || !scanner.take('<')) return name
  const position = scanner.position
  const key = scanner.readDottedName('the type of the keys', true)
  if (!keyTypes.has(key))
    throw parsing.invalid(`the keys of a map are whole numbers, bool or string, not ${key}`, position)
  scanner.expect(',')
  const value = scanner.readDottedName('the type of the values', true)
  scanner.expect('>')
  return { key, value }
}

/** The rest of `reserved 1, 4 to 6, "name";`. Constants of enums may be negative. */
export function readReserved(parsing: Parsing, of: 'message' | 'enum', start: number): ReservedStatement {
  const { scanner } = parsing
  const values: (TagRange | string)[] = []
  do {
    parsing.count()
    if (scanner.isString()) values.push(scanner.readString('a name'))
    else if (parsing.edition !== undefined && /[A-Za-z_]/.test(scanner.peek())) values.push(scanner.readName('a name'))
    else values.push(readRange(parsing, of))
  } while (scanner.take(','))
  scanner.expect(';')
  const statement: ReservedStatement = { values }
  parsing.spans?.statements.set(statement, { start, end: scanner.lastEnd })
  return statement
}

/** The rest of `extensions 100 to 199, 1000 to max [options];`. */
export function readExtensions(parsing: Parsing): ExtensionsStatement {
  const { scanner } = parsing
  const ranges: TagRange[] = []
  do {
    parsing.count()
    ranges.push(readRange(parsing, 'message'))
  } while (scanner.take(','))
  const options = readOptions(parsing)
  scanner.expect(';')
  return { ranges, options }
}

function readRange(parsing: Parsing, of: 'message' | 'enum'): TagRange {
  const { scanner } = parsing
  const what = of === 'enum' ? 'the number of a constant' : 'the number of a field'
  const least = of === 'enum' ? minInt32 : 0
  const position = scanner.position
  const first = scanner.readInteger(least, maxInt32, what)
  if (!scanner.takeWord('to')) return { first, last: first, spans: false }
  const last = scanner.takeWord('max') ? maxTag : scanner.readInteger(least, maxInt32, what)
  if (last < first) throw parsing.invalid(`the range from ${first} to ${last} is empty`, position)
  return { first, last, spans: true }
}
