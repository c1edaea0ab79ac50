/** What of an older schema became what of a newer one, as its author must have meant it. */
import { type AvroField, type AvroRecord, type AvroSchema, type AvroUnion, branchName, isNamed } from '../model.ts'

/** For each field of the newer record that the older one had: by its name, or by a name that one of them has for the other. */
export function pairFields(older: AvroRecord, newer: AvroRecord): Map<AvroField, AvroField> {
  const pairs = new Map<AvroField, AvroField>()
  const free = new Set(older.fields)
  const pair = (now: AvroField, was: AvroField | undefined) => {
    if (!was || pairs.has(now) || !free.delete(was)) return
    pairs.set(now, was)
  }
  for (const field of newer.fields) pair(field, older.fieldsByName.get(field.name))
  for (const field of newer.fields) {
    if (pairs.has(field)) continue
    pair(
      field,
      field.aliases.map((alias) => older.fieldsByName.get(alias)).find((was) => was && free.has(was)),
    )
  }
  for (const was of [...free]) {
    for (const alias of was.aliases) {
      const now = newer.fieldsByName.get(alias)
      if (now) pair(now, was)
    }
  }
  return new Map(
    newer.fields.flatMap((field) => {
      const was = pairs.get(field)
      return was ? [[field, was] as const] : []
    }),
  )
}

/** For each branch of the newer union that the older one had: by full name or type, by short name or alias, or the only one left of its kind. */
export function pairBranches(older: AvroUnion, newer: AvroUnion): Map<AvroSchema, AvroSchema> {
  const pairs = new Map<AvroSchema, AvroSchema>()
  const free = new Set(older.branches)
  const ways: ((was: AvroSchema, now: AvroSchema) => boolean)[] = [
    (was, now) => branchName(was) === branchName(now),
    (was, now) => isNamed(was) && isNamed(now) && was.type === now.type && sharesName(was, now),
    (was, now) => isNamed(was) && was.type === now.type,
  ]
  for (const isSame of ways) {
    for (const now of newer.branches) {
      if (pairs.has(now)) continue
      const was = [...free].find((candidate) => isSame(candidate, now))
      if (!was) continue
      free.delete(was)
      pairs.set(now, was)
    }
  }
  return pairs
}

function sharesName(was: AvroSchema, now: AvroSchema): boolean {
  if (!isNamed(was) || !isNamed(now)) return false
  return was.name.name === now.name.name || now.aliases.some((alias) => alias.fullName === was.name.fullName)
}
