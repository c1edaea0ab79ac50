/** A live registry as a side of a transfer, read through the API that any Confluent-compatible registry has. */

import { mapBounded, requestsAtOnce } from '../bounded.ts'
import type { RegistryDoor } from '../registry-door.ts'
import { subjectPath } from '../registry-path.ts'
import type { VersionAnswer } from '../version-answer.ts'
import { associationEntryOf, contextOf, type SchemaEntry, schemaEntryOf } from './entry.ts'
import { EntrySpool } from './entry-spool.ts'
import {
  addEntry,
  emptyInventory,
  type HeldVersion,
  heldVersion,
  type Inventory,
  type Source,
  versionKey,
} from './inventory.ts'
import { optional, pagesOf } from './listing.ts'
import { isAlias, readScopes } from './scopes.ts'

/** A version in the list of all schemas. */
interface ListedVersion extends VersionAnswer {
  /** Names whose config makes them stand for this subject; told by 7.7 and later. */
  aliases?: string[]
}

export class RegistrySide implements Source {
  readonly door: RegistryDoor
  #spool: EntrySpool | undefined

  constructor(door: RegistryDoor) {
    this.door = door
  }

  get name(): string {
    return this.door.url
  }

  async inventory(seen: (count: number) => void): Promise<Inventory> {
    await this.close()
    const spool = await EntrySpool.open()
    this.#spool = spool
    const inventory = emptyInventory()
    const listed = await this.#readList(inventory, spool, seen)
    const subjects = (await this.door.get('/subjects?deleted=true')) as string[]
    await readScopes(this.door, inventory, new Set([...subjects, ...listed.aliases]))
    const unsure = subjects.filter((subject) => !listed.subjects.has(subject) || !listed.tellsDeleted)
    await mapBounded(unsure, requestsAtOnce, (subject) => this.#readSubject(subject, inventory, spool, seen))
    for await (const page of pagesOf(this.door, '/associations/resources/-/-'))
      for (const answer of page)
        addEntry(inventory, associationEntryOf(answer as Parameters<typeof associationEntryOf>[0]))
    return inventory
  }

  /** As it was when the inventory was read; what happened to it since then shows when both sides are read again. */
  async load(version: HeldVersion): Promise<SchemaEntry | undefined> {
    const entry = await this.#spool?.load(version)
    return entry && { ...entry, deleted: version.deleted }
  }

  async close(): Promise<void> {
    await this.#spool?.close()
    this.#spool = undefined
  }

  /**
   * All that the list of schemas says: a page of versions in a request. A registry without that list, or one that leaves
   * something out of it, is asked by subject.
   */
  async #readList(inventory: Inventory, spool: EntrySpool, seen: (count: number) => void) {
    const [subjects, aliases] = [new Set<string>(), new Set<string>()]
    let tellsDeleted = true
    const filters = { subjectPrefix: ':*:', deleted: true, aliases: true }
    for await (const page of pagesOf(this.door, '/schemas', filters)) {
      for (const answer of page as ListedVersion[]) {
        // Registries before 8.0 do not say it, and some do not heed `deleted` in this place.
        if (answer.deleted === undefined) tellsDeleted = false
        subjects.add(answer.subject)
        for (const alias of answer.aliases ?? []) aliases.add(alias)
        await keep(schemaEntryOf(answer), inventory, spool)
      }
      seen(page.length)
    }
    return { subjects, aliases, tellsDeleted }
  }

  /** What the list does not say of a subject: which versions there are at all, and which of them are deleted. */
  async #readSubject(
    subject: string,
    inventory: Inventory,
    spool: EntrySpool,
    seen: (count: number) => void,
  ): Promise<void> {
    // The path of such a subject leads to another one.
    if (isAlias(inventory, subject)) return this.#readAliased(subject, inventory)
    const numbers = await this.#versions(subject, '?deleted=true')
    const active = new Set(await this.#versions(subject, ''))
    for (const version of numbers) {
      const deleted = !active.has(version)
      const known = inventory.versions.get(versionKey({ subject, version }))
      if (known) inventory.versions.set(versionKey(known), { ...known, deleted })
      else {
        const path = `${subjectPath(subject, 'versions', version)}?deleted=true`
        const answer = (await optional(this.door, path)) as VersionAnswer | undefined
        if (answer) await keep(schemaEntryOf(answer, answer.deleted ?? deleted), inventory, spool)
        else inventory.unreadable.push({ subject, version })
        seen(1)
      }
    }
  }

  /** The list without what is deleted tells which versions are, by what it lacks. */
  async #readAliased(subject: string, inventory: Inventory): Promise<void> {
    const active = new Set<string>()
    for await (const page of pagesOf(this.door, '/schemas', { subjectPrefix: subject }))
      for (const answer of page as ListedVersion[]) active.add(versionKey(answer))
    for (const [key, held] of inventory.versions)
      if (held.subject === subject) inventory.versions.set(key, { ...held, deleted: !active.has(key) })
  }

  async #versions(subject: string, deleted: '' | '?deleted=true'): Promise<number[]> {
    return ((await optional(this.door, subjectPath(subject, 'versions') + deleted)) as number[] | undefined) ?? []
  }
}

async function keep(entry: SchemaEntry, inventory: Inventory, spool: EntrySpool): Promise<void> {
  const held = heldVersion(entry)
  inventory.versions.set(versionKey(held), held)
  if (!inventory.contexts.has(contextOf(held.subject))) inventory.contexts.set(contextOf(held.subject), undefined)
  await spool.add(entry)
}
