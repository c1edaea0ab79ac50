/** The stored and the normalised text of an Avro schema (registry specification 7.1). */
import { doubleText, toDouble } from '../json-number.ts'
import { compareText, withSortedKeys } from '../json-print.ts'
import type { JsonNode } from '../json-text.ts'
import { fitsDefault } from './default-value.ts'
import type { AvroDocument, AvroNamed, AvroProperties, AvroSchema } from './model.ts'
import type { AvroName } from './names.ts'
import { type PrintStyle, plainStyle, printAvro } from './print.ts'

/** The text as Java's Avro library prints it; types at the root of a reference stay names, all others are inlined. */
export function canonicalAvro(document: AvroDocument): string {
  return printAvro(document.root, { ...plainStyle, isKnown: (type) => document.referenceRoots.has(type) })
}

/** The text with everything that it takes from references written into it. */
export function resolvedAvro(document: AvroDocument): string {
  return printAvro(document.root, plainStyle)
}

/**
 * The stored text after what carries no information has been brought into one order.
 *
 * A type without namespace inside one that has a namespace stays without: the reference loses that and renames the type.
 */
export function normalizedAvro(document: AvroDocument): string {
  return printAvro(document.root, { ...normalizedStyle, isKnown: (type) => document.referenceRoots.has(type) })
}

const normalizedStyle: PrintStyle = {
  ...plainStyle,
  properties: (properties) => new Map([...sortedProperties(properties)].sort(byLogicalType)),
  type: normalizeType,
  field: (field) => ({
    ...field,
    aliases: field.aliases.toSorted(compareText),
    default: field.default && typedDefault(field.default, field.type),
  }),
}

function normalizeType(schema: AvroNamed): AvroNamed {
  const same = { doc: schema.doc || undefined, aliases: sortedAliases(schema.aliases) }
  return schema.type === 'record' ? { ...schema, ...same, isError: false } : { ...schema, ...same }
}

export function sortedAliases(aliases: readonly AvroName[]): AvroName[] {
  return aliases.toSorted((a, b) => compareText(a.fullName, b.fullName))
}

export function sortedProperties(properties: AvroProperties): AvroProperties {
  const entries = [...properties].sort(([a], [b]) => compareText(a, b))
  return new Map(entries.map(([key, value]) => [key, withSortedKeys(value)]))
}

/** A logical type comes before its parameters, and they before everything else. */
const logicalAttributes = ['logicalType', 'precision', 'scale']

function byLogicalType([a]: [string, unknown], [b]: [string, unknown]): number {
  return rank(a) - rank(b)
}

function rank(key: string): number {
  const index = logicalAttributes.indexOf(key)
  return index < 0 ? logicalAttributes.length : index
}

/** A default with its numbers in the notation of their type: `1` of a double becomes `1.0`. */
function typedDefault(value: JsonNode, type: AvroSchema): JsonNode {
  switch (type.type) {
    case 'float':
    case 'double':
      return value.type === 'number' ? { ...value, literal: asDouble(value.literal) } : value
    case 'array':
      return value.type === 'array'
        ? { ...value, items: value.items.map((item) => typedDefault(item, type.items)) }
        : value
    case 'map':
      return mapMembers(value, () => type.values)
    case 'record':
      return mapMembers(value, (name) => type.fieldsByName.get(name)?.type)
    case 'union': {
      const branch = type.branches.find((candidate) => fitsDefault(value, candidate))
      return branch ? typedDefault(value, branch) : value
    }
    default:
      return value
  }
}

function mapMembers(value: JsonNode, typeOf: (name: string) => AvroSchema | undefined): JsonNode {
  if (value.type !== 'object') return value
  const members = [...value.members].map(([name, member]): [string, JsonNode] => {
    const type = typeOf(name)
    return [name, type ? typedDefault(member, type) : member]
  })
  return { ...value, members: new Map(members) }
}

/** With a fraction, so that it is printed as the double that it is. */
function asDouble(literal: string): string {
  const value = toDouble(literal)
  return Number.isFinite(value) ? doubleText(value) : literal
}
