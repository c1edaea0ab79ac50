/** The list of what a side holds: small enough for memory, since a schema is only a digest in it. */

import {
  type AssociationEntry,
  type ConfigEntry,
  contentDigest,
  type Entry,
  referenced,
  type SchemaEntry,
} from './entry.ts'

/** A version without its text. */
export interface HeldVersion {
  readonly subject: string
  readonly version: number
  readonly id: number
  readonly guid: string | undefined
  readonly deleted: boolean
  /** Keys of the versions that it refers to. */
  readonly references: readonly string[]
  readonly digest: string
}

export interface Inventory {
  /** By {@link versionKey}, subjects and versions ascending. */
  readonly versions: Map<string, HeldVersion>
  readonly configs: Map<string | null, ConfigEntry['config']>
  readonly modes: Map<string | null, string>
  /** By name: the id that each gives next, where that is told. */
  readonly contexts: Map<string, number | undefined>
  /** By {@link associationKey}. */
  readonly associations: Map<string, AssociationEntry>
  /**
   * Whether configs and modes are told just as they are set, all of them. Confluent's API tells those of names that one
   * knows, and a level and a mode also where none is set.
   */
  exact: boolean
  /** Versions that a registry lists and whose schemas it does not give. */
  readonly unreadable: { subject: string; version: number }[]
}

/** One side of a transfer that can be read: a registry or a file. */
export interface Source {
  /** For people: a URL or a file name. */
  readonly name: string
  /** Reads all of it; `seen` is told of every version. */
  inventory(seen: (count: number) => void): Promise<Inventory>
  /** The whole of a version in the inventory; `undefined` where it is gone meanwhile. */
  load(version: HeldVersion): Promise<SchemaEntry | undefined>
}

export function emptyInventory(): Inventory {
  return {
    versions: new Map(),
    configs: new Map(),
    modes: new Map(),
    contexts: new Map(),
    associations: new Map(),
    exact: false,
    unreadable: [],
  }
}

/** A resource has one subject of each type. */
function associationKey({ resourceType, resourceId, associationType }: AssociationEntry): string {
  return JSON.stringify([resourceType, resourceId, associationType])
}

export function versionKey({ subject, version }: { subject: string; version: number }): string {
  return `${subject}\n${version}`
}

export function heldVersion(entry: SchemaEntry): HeldVersion {
  const { subject, version, id, guid, deleted, references = [] } = entry
  return {
    subject,
    version,
    id,
    guid,
    deleted,
    references: references.map((one) => versionKey({ ...one, subject: referenced(one.subject, subject) })),
    digest: contentDigest(entry),
  }
}

export function addEntry(inventory: Inventory, entry: Entry): void {
  switch (entry.kind) {
    case 'schema':
      inventory.versions.set(versionKey(entry), heldVersion(entry))
      break
    case 'config':
      inventory.configs.set(entry.subject, entry.config)
      break
    case 'mode':
      inventory.modes.set(entry.subject, entry.mode)
      break
    case 'context':
      inventory.contexts.set(entry.context, entry.nextSchemaId)
      break
    case 'association':
      inventory.associations.set(associationKey(entry), entry)
      break
  }
}

/** Sorted as people expect: by subject, then by number. */
export function sorted(versions: Iterable<HeldVersion>): HeldVersion[] {
  return [...versions].sort((a, b) =>
    a.subject === b.subject ? a.version - b.version : a.subject < b.subject ? -1 : 1,
  )
}
