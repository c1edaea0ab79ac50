/** What a field of a schema means once the names in it are resolved. */
import type { EnumConstant, FieldLabel, MessageBody, ProtobufField } from './model.ts'
import { scalarTypes } from './model.ts'
import { mapEntryOf, type Scope, type TypeEntry, type TypeTable } from './type-table.ts'

/** A message that fields are looked up in, and where its own names are resolved. */
export interface MessageShape {
  readonly body: MessageBody
  readonly scope: Scope
  readonly fullName: string
}

export type FieldMeaning =
  | { readonly kind: 'scalar'; readonly scalar: string }
  | { readonly kind: 'enum'; readonly constants: readonly EnumConstant[]; readonly fullName: string }
  | { readonly kind: 'message'; readonly shape: MessageShape; readonly isGroup: boolean }
  | { readonly kind: 'map'; readonly key: FieldMeaning; readonly value: FieldMeaning }

/**
 * @param inMap - whether it is the type of a map's value, which is no map itself.
 * @returns `undefined` where a name is not known.
 */
export function meaningOf(
  type: ProtobufField['type'],
  scope: Scope,
  table: TypeTable,
  inMap = false,
): FieldMeaning | undefined {
  if (typeof type !== 'string') return mapMeaning(type.key, type.value, scope, table)
  if (scalarTypes.has(type)) return { kind: 'scalar', scalar: type }
  const entry = table.findType(type, scope)
  const map = inMap ? undefined : mapEntryOf(entry)
  if (entry && map) return mapMeaning(map.key.type, map.value.type, entry.scope, table)
  return entry && entryMeaning(entry)
}

function mapMeaning(
  keyType: ProtobufField['type'],
  valueType: ProtobufField['type'],
  scope: Scope,
  table: TypeTable,
): FieldMeaning | undefined {
  const key = meaningOf(keyType, scope, table, true)
  const value = meaningOf(valueType, scope, table, true)
  return key && value && { kind: 'map', key, value }
}

function entryMeaning(entry: TypeEntry): FieldMeaning {
  const { type, scope } = entry
  if ('constants' in type) return { kind: 'enum', constants: type.constants, fullName: scope.name }
  return { kind: 'message', shape: bodyShape(type, scope), isGroup: 'fieldOptions' in type }
}

function bodyShape(body: MessageBody, scope: Scope): MessageShape {
  return { body, scope, fullName: scope.name }
}

/** The message that a name stands for, if it stands for one. */
export function shapeOf(entry: TypeEntry | undefined): MessageShape | undefined {
  return entry && !('constants' in entry.type) ? bodyShape(entry.type, entry.scope) : undefined
}

/** A field with what it means, and how often it may stand. */
export interface KnownField {
  readonly name: string
  readonly tag: number
  readonly label: FieldLabel | undefined
  readonly meaning: FieldMeaning
}

/** All fields of a message: those of its oneofs and its groups as well. */
export function fieldsOf({ body, scope }: MessageShape, table: TypeTable): KnownField[] {
  const { fields, groups, oneofs } = body
  const all = [...fields, ...oneofs.flatMap((oneof) => oneof.fields)]
  const allGroups = [...groups, ...oneofs.flatMap((oneof) => oneof.groups)]
  return [
    ...all.flatMap(({ name, tag, label, type }): KnownField[] => {
      const meaning = meaningOf(type, scope, table)
      return meaning ? [{ name, tag, label, meaning }] : []
    }),
    ...allGroups.flatMap(({ name, tag, label }): KnownField[] => {
      const meaning = meaningOf(name, scope, table)
      // In text format a group goes by the name of its message.
      return meaning ? [{ name, tag, label, meaning }] : []
    }),
  ]
}
