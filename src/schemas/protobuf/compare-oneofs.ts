/** What happens to the oneofs of a message: fields that could be set together must not exclude each other now. */
import type { DifferenceList } from './difference-list.ts'
import type { MessageFields, PlacedField } from './message-fields.ts'
import { oneofPlace, type TypePlace } from './place.ts'

export function compareOneofs(
  original: MessageFields,
  update: MessageFields,
  message: TypePlace,
  list: DifferenceList,
): void {
  for (const [name, oneof] of update.oneofs) {
    const origins = oneof.fields.flatMap(({ tag }) => original.byTag.get(tag) ?? [])
    // Those of one oneof excluded each other before; every other one could be set together with all of them.
    const groups = new Set(origins.map((origin) => origin.oneof ?? origin))
    if (groups.size < 2) continue
    const free = origins.filter(isFree)
    const kind = free.length > 1 ? 'MULTIPLE_FIELDS_MOVED_TO_ONEOF' : 'FIELD_MOVED_TO_EXISTING_ONEOF'
    const detail = origins.map(({ field }) => field.name).join(', ')
    list.add(kind, oneofPlace(message, name), { detail, original: original.oneofs.get(name), update: oneof })
  }
  for (const name of [...new Set([...original.oneofs.keys(), ...update.oneofs.keys()])].sort()) {
    const [before, after] = [original.oneofs.get(name), update.oneofs.get(name)]
    if (!after) list.add('ONEOF_REMOVED', oneofPlace(message, name), { original: before })
    else if (!before) list.add('ONEOF_ADDED', oneofPlace(message, name), { update: after })
  }
}

function isFree({ oneof }: PlacedField): boolean {
  return oneof === undefined
}

/** Oneofs of which nothing is left, neither their name nor any of their numbers: nobody counts on them any more. */
export function whollyRemoved(original: MessageFields, update: MessageFields): ReadonlySet<string> {
  const gone = [...original.oneofs.values()].filter(
    ({ name, fields }) => !update.oneofs.has(name) && fields.every(({ tag }) => !update.byTag.has(tag)),
  )
  return new Set(gone.map(({ name }) => name))
}
