/** Lists: subjects, versions, schemas, contexts, and who refers to whom. */

import type { Association, AssociationFilter } from '../associations/association.ts'
import type { Reading } from '../changes/historical-reads.ts'
import { hasRuleOfType } from '../content/rule-set.ts'
import type { SchemaVersion } from '../content/schema-content.ts'
import { toSchemaVersion } from '../content/schema-version.ts'
import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { type Page, pageOf, rangeOf } from '../page.ts'
import { defaultContext, type StoredSchema, type StoredVersion, type SubjectFilter } from '../schema-store.ts'
import { aliasTarget } from '../scopes/scope-config.ts'
import { formatSubject, parsePrefix, parseSubject } from '../subjects/subject-name.ts'
import { parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import { findVersion } from './reading.ts'

export interface SubjectsOptions extends Page {
  /** `:*:` and `:.ctx:` choose contexts; every context where absent. */
  readonly prefix?: string | undefined
  readonly deleted?: boolean | undefined
  /** Subjects whose every version is soft-deleted; wins over `deleted`. */
  readonly deletedOnly?: boolean | undefined
}

export interface VersionsOptions extends Page {
  readonly deleted?: boolean | undefined
  readonly deletedOnly?: boolean | undefined
  /** Soft-deleted versions as `-n`. */
  readonly deletedAsNegative?: boolean | undefined
}

export interface SchemasOptions extends Page {
  /** As for subjects, but the default context where absent. */
  readonly prefix?: string | undefined
  readonly deleted?: boolean | undefined
  /** Only the last listed version of each subject. */
  readonly latestOnly?: boolean | undefined
  /** Only schemas with a rule of this type. */
  readonly ruleType?: string | undefined
  /** Also subjects that an alias of this prefix leads to, and with each the aliases that do. */
  readonly aliases?: boolean | undefined
  /** Only subjects with such an association, and with each what it is associated with. */
  readonly associated?: AssociatedOption | undefined
}

export interface AssociatedOption extends Pick<AssociationFilter, 'resourceType' | 'associationTypes' | 'lifecycle'> {
  /** Subjects without any too. */
  readonly orNone?: boolean | undefined
}

export interface ListedSchema extends SchemaVersion {
  /** Only where they were asked for and there are some. */
  readonly aliases?: readonly string[]
  readonly associations?: readonly Association[]
}

/** GET /subjects. */
export async function listSubjects(core: Reading, options: SubjectsOptions): Promise<string[]> {
  const subjects = await core.reads.loadSubjects(parsePrefix(options.prefix ?? ':*:'))
  const listed = subjects.filter(({ active }) => (options.deletedOnly ? !active : active || options.deleted))
  return pageOf(listed.map(formatSubject).sort(), options, core.rules.nameLists)
}

/** GET /subjects/{subject}/versions. */
export async function listVersions(core: Reading, subject: string, options: VersionsOptions): Promise<number[]> {
  const { deleted, deletedOnly, deletedAsNegative } = options
  const key = parseSubject(subject)
  const versions = await core.reads.loadVersions(key)
  const active = versions.filter((row) => !row.deleted)
  const exists = deleted || deletedOnly ? versions : active
  if (exists.length === 0) throw registryErrors.subjectNotFound(formatSubject(key))
  const listed = deletedOnly ? versions.filter((row) => row.deleted) : deleted || deletedAsNegative ? versions : active
  return pageOf(
    listed.map((row) => (deletedAsNegative && row.deleted ? -row.version : row.version)),
    options,
    core.rules.nameLists,
  )
}

/** GET /schemas, by subject, then version. */
export async function listSchemas(core: Core, options: SchemasOptions): Promise<ListedSchema[]> {
  const filter = parsePrefix(options.prefix ?? '')
  const inPrefix = await core.reads.loadVersionsOf(filter)
  if (!options.aliases) return listRows(core, inPrefix, options)
  const aliases = await loadAliases(core, filter)
  const listed = new Set(inPrefix.map(formatSubject))
  const beyond = [...aliases.keys()].filter((subject) => !listed.has(subject))
  const rows = await Promise.all(beyond.map((subject) => core.reads.loadVersions(parseSubject(subject))))
  const schemas = await listRows(core, [...inPrefix, ...rows.flat()], options)
  return schemas.map((schema) => {
    const names = aliases.get(schema.subject)
    return names ? { ...schema, aliases: names } : schema
  })
}

/** Aliases by the subject that they stand for. */
async function loadAliases(core: Core, filter: SubjectFilter): Promise<Map<string, string[]>> {
  const aliases = new Map<string, string[]>()
  for (const { config, ...key } of await core.reads.loadConfigs(filter)) {
    const target = aliasTarget(key, config)
    if (!target) continue
    const subject = formatSubject(target)
    aliases.set(subject, [...(aliases.get(subject) ?? []), formatSubject(key)].sort())
  }
  return aliases
}

async function listRows(core: Core, all: readonly StoredVersion[], options: SchemasOptions): Promise<ListedSchema[]> {
  if (!options.associated) return listVisible(core, all, options)
  const { orNone, ...filter } = options.associated
  const associations = Map.groupBy(await core.reads.loadAssociations(filter), formatSubject)
  const kept = all.filter((row) => orNone || associations.has(formatSubject(row)))
  const schemas = await listVisible(core, kept, options)
  return schemas.map((schema) => {
    const own = associations.get(schema.subject)
    return own ? { ...schema, associations: own } : schema
  })
}

async function listVisible(
  core: Core,
  rows: readonly StoredVersion[],
  options: SchemasOptions,
): Promise<SchemaVersion[]> {
  const visible = rows.filter((row) => options.deleted || !row.deleted).sort(byName)
  const listed = options.latestOnly ? visible.filter(isLastOfSubject) : visible
  const { ruleType } = options
  const [start, end] = rangeOf(options, core.rules.schemaLists)
  if (!ruleType) return collect(withSchemas(core, listed.slice(start, end)), 0, end)
  return collect(
    withSchemas(core, listed, ({ ruleSet }) => hasRuleOfType(ruleSet, ruleType)),
    start,
    end,
  )
}

/** GET /subjects/{subject}/versions/{version}/referencedby: ids of the schemas that refer to it. */
export async function listReferrers(
  core: Core,
  subject: string,
  selector: VersionSelector,
  options: Page & { deleted?: boolean | undefined },
): Promise<number[]> {
  const target = await findVersion(core, subject, parseVersion(selector), true)
  const referrers = await core.reads.loadReferrers(target)
  const listed = referrers.filter((row) => options.deleted || !row.deleted)
  const ids = new Set(listed.map((row) => row.schemaId))
  return pageOf(
    [...ids].sort((a, b) => a - b),
    options,
    core.rules.schemaLists,
  )
}

/** GET /contexts: the default one first. */
export async function listContexts(core: Core, options: Page & { prefix?: string | undefined }): Promise<string[]> {
  const contexts = await core.reads.loadContexts()
  const others = contexts.filter((context) => context !== defaultContext).sort()
  const listed = [defaultContext, ...others].filter((context) => context.startsWith(options.prefix ?? ''))
  return pageOf(listed, options, core.rules.nameLists)
}

/** Contexts that have had a registration, by name. */
export async function listContextCounters(
  core: Core,
  page: Page,
): Promise<{ context: string; nextSchemaId: number }[]> {
  const rows = await core.reads.loadContextRows()
  return pageOf(
    rows.map(({ name, nextSchemaId }) => ({ context: name, nextSchemaId })),
    page,
    core.rules.schemaLists,
  )
}

function byName(a: StoredVersion, b: StoredVersion): number {
  const [nameA, nameB] = [formatSubject(a), formatSubject(b)]
  if (nameA !== nameB) return nameA < nameB ? -1 : 1
  return a.version - b.version
}

function isLastOfSubject(row: StoredVersion, index: number, rows: readonly StoredVersion[]): boolean {
  const next = rows[index + 1]
  return next?.subject !== row.subject || next.context !== row.context
}

/** An answer with more than this is nothing that a client could read, and would fill the memory of the process. */
const mostCharacters = 64 * 1024 * 1024
/** Schemas that are in memory at once beside those that are answered. */
const loadedTogether = 20

/** @throws {RegistryError} `listTooLarge`. */
async function collect(schemas: AsyncIterable<SchemaVersion>, start: number, end: number): Promise<SchemaVersion[]> {
  const collected: SchemaVersion[] = []
  let index = 0
  let characters = 0
  for await (const schema of schemas) {
    if (index++ < start) continue
    collected.push(schema)
    characters += schema.schema.length
    if (characters > mostCharacters) throw registryErrors.listTooLarge(collected.length, mostCharacters / 2 ** 20)
    if (index >= end) break
  }
  return collected
}

async function* withSchemas(
  core: Core,
  rows: readonly StoredVersion[],
  isWanted: (schema: StoredSchema) => boolean = () => true,
): AsyncGenerator<SchemaVersion> {
  for (let start = 0; start < rows.length; start += loadedTogether) {
    const part = rows.slice(start, start + loadedTogether)
    const schemas = new Map<string, StoredSchema>()
    for (const [context, own] of Map.groupBy(part, (row) => row.context)) {
      const ids = own.map((row) => row.schemaId)
      for (const schema of await core.schemas.load(core.reads, context, ids)) schemas.set(keyOf(schema), schema)
    }
    for (const row of part) {
      const schema = schemas.get(keyOf(row))
      if (schema && isWanted(schema)) yield toSchemaVersion(row, schema)
    }
  }
}

function keyOf({ context, schemaId }: { context: string; schemaId: number }): string {
  return `${schemaId} ${context}`
}
