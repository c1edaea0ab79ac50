/** Tags that stand in the text of a schema, on records and fields: found, added, taken away. */

import { schemaErrors } from './errors.ts'
import type { JsonNode } from './json-text.ts'

/** A part of a schema that may carry tags. */
export interface SchemaEntity {
  /** Avro: full name of the record, and the field after a dot. JSON Schema: `object.address.object.street`. */
  readonly entityPath: string
  readonly entityType: 'sr_record' | 'sr_field'
}

export interface TaggedEntity {
  readonly schemaEntity: SchemaEntity
  readonly tags: readonly string[]
}

/** In the order of the fields, so that what is added and removed at once is gone. */
export interface TagChanges {
  /** Tags of an earlier version: they go on whatever is still there. */
  readonly keep: readonly TaggedEntity[]
  readonly add: readonly TaggedEntity[]
  readonly remove: readonly TaggedEntity[]
}

/** How a format deals with tags in its texts. */
export interface TagRules<Parsed> {
  /** Every entity that has tags, in the order of the text. */
  find(parsed: Parsed): readonly TaggedEntity[]
  /**
   * The canonical text with other tags.
   *
   * @throws {SchemaError} `entityNotFound`.
   */
  edit(parsed: Parsed, changes: TagChanges): string
}

/** Attribute of Avro and keyword of JSON Schema. */
const tagsName = 'confluent:tags'

/** A place that an entity is at. */
export interface EntityPlace<Holder> extends SchemaEntity {
  readonly holder: Holder
}

type Members = ReadonlyMap<string, JsonNode>

/** Entities with what their members say; of two paths to one holder the first counts. */
export function taggedPlaces<Holder>(
  places: Iterable<EntityPlace<Holder>>,
  membersOf: (holder: Holder) => Members,
): TaggedEntity[] {
  const seen = new Set<Holder>()
  return [...places].flatMap(({ entityPath, entityType, holder }) => {
    const tags = tagsOf(membersOf(holder))
    if (tags.length === 0 || seen.has(holder)) return []
    seen.add(holder)
    return [{ schemaEntity: { entityPath, entityType }, tags }]
  })
}

/**
 * The members of each holder that is changed.
 *
 * @param find - the place that an entity means; the first of the text where several could be meant.
 */
export function changeTags<Holder>(
  changes: TagChanges,
  find: (entity: SchemaEntity) => Holder | undefined,
  membersOf: (holder: Holder) => Members,
): Map<Holder, Members> {
  const changed = changedTags(changes, find, (holder) => tagsOf(membersOf(holder)))
  return new Map([...changed].map(([holder, tags]) => [holder, withTags(membersOf(holder), tags)]))
}

/** The tags of each holder that is changed. */
export function changedTags<Holder>(
  { keep, add, remove }: TagChanges,
  find: (entity: SchemaEntity) => Holder | undefined,
  tagsNow: (holder: Holder) => readonly string[],
): Map<Holder, readonly string[]> {
  const changed = new Map<Holder, Set<string>>()
  const change = ({ schemaEntity, tags }: TaggedEntity, apply: (now: Set<string>, tag: string) => void) => {
    const holder = find(schemaEntity)
    if (holder === undefined) throw schemaErrors.entityNotFound(schemaEntity.entityPath)
    const now = changed.get(holder) ?? new Set(tagsNow(holder))
    changed.set(holder, now)
    for (const tag of tags) apply(now, tag)
  }
  const put = (now: Set<string>, tag: string) => now.add(tag)
  for (const entity of keep) if (find(entity.schemaEntity) !== undefined) change(entity, put)
  for (const entity of add) change(entity, put)
  for (const entity of remove) change(entity, (now, tag) => now.delete(tag))
  return new Map([...changed].map(([holder, tags]) => [holder, [...tags]]))
}

function tagsOf(members: Members): string[] {
  const value = members.get(tagsName)
  if (value?.type !== 'array') return []
  return [...new Set(value.items.flatMap((item) => (item.type === 'string' ? [item.value] : [])))]
}

/** A list that is there keeps its place. */
function withTags(members: Members, tags: readonly string[]): Members {
  const changed = new Map(members)
  const nowhere = { start: 0, end: 0 }
  const items = tags.map((value) => ({ type: 'string' as const, value, ...nowhere }))
  if (items.length === 0) changed.delete(tagsName)
  else changed.set(tagsName, { type: 'array', items, ...nowhere })
  return changed
}
