/** What the reference compares of the type of a field: its class, and for scalars the way in which they are written. */
import { type ProtobufField, scalarTypes } from './model.ts'
import { mapEntryOf, type Scope, type TypeEntry, type TypeTable } from './type-table.ts'

export type FieldType =
  | { readonly kind: 'scalar'; readonly text: string; readonly group: ScalarGroup }
  | { readonly kind: 'map'; readonly text: string; readonly key: FieldType; readonly value: FieldType }
  /** A message, or a name that is not known. */
  | { readonly kind: 'message'; readonly text: string; readonly entry: TypeEntry | undefined }

/** Types of one group can be read as each other, with the loss that their ranges mean. */
type ScalarGroup = 'varint' | 'zig-zag' | '32 bits' | '64 bits' | 'float' | 'double' | 'text'

const groups: Readonly<Record<string, ScalarGroup>> = {
  int32: 'varint',
  int64: 'varint',
  uint32: 'varint',
  uint64: 'varint',
  bool: 'varint',
  sint32: 'zig-zag',
  sint64: 'zig-zag',
  fixed32: '32 bits',
  sfixed32: '32 bits',
  fixed64: '64 bits',
  sfixed64: '64 bits',
  float: 'float',
  double: 'double',
  string: 'text',
  bytes: 'text',
}

/** @param inMap - whether it is the type of a map's value, which is no map itself. */
export function fieldType(type: ProtobufField['type'], scope: Scope, table: TypeTable, inMap = false): FieldType {
  if (typeof type !== 'string') return mapType(type.key, type.value, scope, table)
  const group = scalarTypes.has(type) ? groups[type] : undefined
  if (group) return { kind: 'scalar', text: type, group }
  const entry = table.findType(type, scope)
  if (entry && 'constants' in entry.type) return { kind: 'scalar', text: `enum ${type}`, group: 'varint' }
  const map = inMap ? undefined : mapEntryOf(entry)
  if (!entry || !map) return { kind: 'message', text: type, entry }
  return mapType(map.key.type, map.value.type, entry.scope, table)
}

function mapType(
  keyType: ProtobufField['type'],
  valueType: ProtobufField['type'],
  scope: Scope,
  table: TypeTable,
): FieldType {
  const key = fieldType(keyType, scope, table, true)
  const value = fieldType(valueType, scope, table, true)
  return { kind: 'map', text: `map<${key.text}, ${value.text}>`, key, value }
}
