/** When two Avro schemas are the same, for registration and for a type that one text defines twice. */
import { cached } from '../cached.ts'
import { withSortedKeys } from '../json-print.ts'
import { sortedAliases, sortedProperties } from './canonical.ts'
import type { AvroDocument, AvroNamed } from './model.ts'
import { type PrintStyle, plainStyle, printAvro } from './print.ts'

/**
 * Whether two documents are one registration: everything but the order of properties and aliases is equal, wherever
 * their types are defined (in the text or in a reference).
 */
export function equalAvro(a: AvroDocument, b: AvroDocument): boolean {
  return a === b || identityOf(a) === identityOf(b)
}

/** Kept because a lookup compares one schema with every version of its subject. */
const identityOf = cached(({ root }: AvroDocument): string => printAvro(root, identityStyle))

const identityStyle: PrintStyle = {
  ...plainStyle,
  properties: sortedProperties,
  type: (schema) => ({ ...schema, aliases: sortedAliases(schema.aliases) }),
  field: (field) => ({
    ...field,
    aliases: field.aliases.toSorted(),
    default: field.default && withSortedKeys(field.default),
  }),
}

/**
 * Java's `Schema.equals` for two definitions of one name in one text: docs, aliases and the defaults of enums do not
 * count. Types inside them are compared by name, because a second definition of one of those is judged by itself.
 */
export function sameStructure(a: AvroNamed, b: AvroNamed): boolean {
  const style: PrintStyle = { ...structureStyle, isKnown: (type) => type !== a && type !== b }
  return printAvro(a, style) === printAvro(b, style)
}

const structureStyle: PrintStyle = {
  ...plainStyle,
  properties: sortedProperties,
  type: (schema) => {
    const bare = { doc: undefined, aliases: [] }
    return schema.type === 'enum' ? { ...schema, ...bare, default: undefined } : { ...schema, ...bare }
  },
  field: (field) => ({
    ...field,
    doc: undefined,
    aliases: [],
    default: field.default && withSortedKeys(field.default),
  }),
}
