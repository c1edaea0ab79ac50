/** In which order the schemas of one request are registered: what is referred to comes before who refers. */

import { referenceSubject } from '../content/references.ts'
import type { SchemaReference } from '../content/schema-content.ts'
import { registryErrors } from '../errors.ts'
import type { SubjectKey } from '../schema-store.ts'
import { formatSubject } from '../subjects/subject-name.ts'

/** A reference whose version may be left out: the schema of this request, or else the latest one. */
export interface BatchReference extends Omit<SchemaReference, 'version'> {
  readonly version?: number | undefined
}

interface Ordered {
  readonly key: SubjectKey
  readonly references: readonly BatchReference[]
}

/** @throws {RegistryError} `duplicateSubject`, `circularReferences`. */
export function orderBatch<Item extends Ordered>(items: readonly Item[]): Item[] {
  const bySubject = new Map<string, Item>()
  for (const item of items) {
    const name = formatSubject(item.key)
    if (bySubject.has(name)) throw registryErrors.duplicateSubject(name)
    bySubject.set(name, item)
  }
  const done = new Set<Item>()
  const path: Item[] = []
  const visit = (item: Item): void => {
    if (done.has(item)) return
    const start = path.indexOf(item)
    if (start >= 0)
      throw registryErrors.circularReferences([...path.slice(start), item].map(({ key }) => formatSubject(key)))
    path.push(item)
    for (const needed of neededBy(item, bySubject)) visit(needed)
    path.pop()
    done.add(item)
  }
  for (const item of items) visit(item)
  return [...done]
}

/** Those of the same request that an item refers to. One may refer to an earlier version of its own subject. */
export function neededBy<Item extends Ordered>(item: Item, bySubject: ReadonlyMap<string, Item>): Item[] {
  return item.references.flatMap((reference) => {
    const needed = bySubject.get(formatSubject(subjectOf(item.key.context, reference)))
    const own = needed === item && reference.version !== undefined
    return needed && !own ? [needed] : []
  })
}

/** The subject that a reference names, seen from the context of the schema that refers. */
export function subjectOf(context: string, { name, subject }: BatchReference): SubjectKey {
  return referenceSubject(context, { name, subject, version: 0 })
}
