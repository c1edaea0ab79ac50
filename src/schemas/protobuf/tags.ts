/** Tags of messages and fields: `tags` in the options `(confluent.message_meta)` and `(confluent.field_meta)`. */
import { changedTags, type EntityPlace, type SchemaEntity, type TagRules } from '../tags.ts'
import type { ProtobufDocument } from './document.ts'
import { merge, nest } from './merge-options.ts'
import type { MessageBody, OptionValue, ProtobufField, ProtobufMessage, ProtobufOption, ProtobufType } from './model.ts'
import { printFile } from './print.ts'

type Holder = ProtobufMessage | ProtobufField

interface ProtobufPlace extends EntityPlace<Holder> {
  /** With the name of the oneof before that of the field, which is another way to name it. */
  readonly otherPath: string | undefined
}

const option = { sr_record: 'confluent.message_meta', sr_field: 'confluent.field_meta' } as const

export const protobufTags: TagRules<ProtobufDocument> = {
  find: ({ file }) =>
    placesIn(file.types, '').flatMap(({ entityPath, entityType, holder }) => {
      const tags = tagsOf(holder)
      return tags.length === 0 ? [] : [{ schemaEntity: { entityPath, entityType }, tags }]
    }),
  edit({ file }, changes) {
    const places = placesIn(file.types, '')
    const find = (entity: SchemaEntity) => places.find((place) => isMeant(place, entity))?.holder
    const changed = changedTags(changes, find, tagsOf)
    return printFile({ ...file, types: file.types.map((type) => withTags(type, changed)) })
  },
}

/** Messages from the outside in, each with its fields; without the package. */
function placesIn(types: readonly ProtobufType[], prefix: string): ProtobufPlace[] {
  return types.flatMap((type): ProtobufPlace[] => {
    if (type.kind === 'enum') return []
    const path = prefix + type.name
    const members = type.oneofs.flatMap(({ name, fields }) => fields.map((field) => ({ field, oneof: name })))
    const fields = [...type.fields.map((field) => ({ field, oneof: undefined })), ...members]
    return [
      { entityPath: path, entityType: 'sr_record', holder: type, otherPath: undefined },
      ...fields.map(({ field, oneof }) => ({
        entityPath: `${path}.${field.name}`,
        entityType: 'sr_field' as const,
        holder: field,
        otherPath: oneof === undefined ? undefined : `${path}.${oneof}.${field.name}`,
      })),
      ...placesIn(type.types, `${path}.`),
    ]
  })
}

/** A dot before the path is allowed. */
function isMeant({ entityPath, entityType, otherPath }: ProtobufPlace, entity: SchemaEntity): boolean {
  const wanted = entity.entityPath.replace(/^\./, '')
  return entityType === entity.entityType && (wanted === entityPath || wanted === otherPath)
}

function optionOf(holder: Holder): string {
  return option['kind' in holder ? 'sr_record' : 'sr_field']
}

function isMeta({ name: [first] }: ProtobufOption, name: string): boolean {
  return first?.extension === true && first.name.replace(/^\./, '') === name
}

/** All that is said in the option, wherever it is said. */
function metaOf(holder: Holder): OptionValue | undefined {
  const own = holder.options.filter((one) => isMeta(one, optionOf(holder)))
  return own.length === 0 ? undefined : own.map(({ name, value }) => nest(name.slice(1), value)).reduce(merge)
}

function tagsOf(holder: Holder): string[] {
  const meta = metaOf(holder)
  const tags = meta?.kind === 'message' ? meta.entries.get('tags') : undefined
  const items = tags?.kind === 'list' ? tags.items : tags ? [tags] : []
  return [...new Set(items.flatMap((item) => (item.kind === 'string' ? [item.value] : [])))]
}

type ChangedTags = ReadonlyMap<Holder, readonly string[]>

function withTags(type: ProtobufType, changed: ChangedTags): ProtobufType {
  if (type.kind === 'enum') return type
  const fields = (own: MessageBody['fields']) => own.map((field) => ({ ...field, options: optionsOf(field, changed) }))
  return {
    ...type,
    options: optionsOf(type, changed),
    fields: fields(type.fields),
    oneofs: type.oneofs.map((oneof) => ({ ...oneof, fields: fields(oneof.fields) })),
    types: type.types.map((inner) => withTags(inner, changed)),
  }
}

/** The option stays where it is first given, and stands last where it is new. */
function optionsOf(holder: Holder, changed: ChangedTags): readonly ProtobufOption[] {
  const tags = changed.get(holder)
  if (!tags) return holder.options
  const name = optionOf(holder)
  const meta = metaOf(holder)
  const entries = new Map(meta?.kind === 'message' ? meta.entries : [])
  if (tags.length === 0) entries.delete('tags')
  else entries.set('tags', { kind: 'list', items: tags.map((value) => ({ kind: 'string', value })) })
  const first = holder.options.findIndex((one) => isMeta(one, name))
  const others = holder.options.filter((one) => !isMeta(one, name))
  const value: OptionValue = { kind: 'message', entries }
  const edited = entries.size === 0 ? [] : [{ name: [{ name, extension: true }], value }]
  return others.toSpliced(first < 0 ? others.length : first, 0, ...edited)
}
