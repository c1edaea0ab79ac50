/** Reading schemas: by id, by guid, by subject and version. */

import type { Reading } from '../changes/historical-reads.ts'
import { parseGuid } from '../content/guid.ts'
import { propertyOf } from '../content/metadata.ts'
import type { RegisteredSchema, SchemaVersion } from '../content/schema-content.ts'
import { toRegisteredSchema, toSchemaVersion } from '../content/schema-version.ts'
import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { type Page, pageOf } from '../page.ts'
import { searchedKeys } from '../registration/lookup.ts'
import { defaultContext, type StoredSchema, type StoredVersion } from '../schema-store.ts'
import { formatSubject, parseSubject } from '../subjects/subject-name.ts'
import { latest, parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import { type Presentation, present } from './presentation.ts'

export interface SchemaById extends SchemaVersion {
  /** Highest id of the context; only with fetchMaxId. */
  readonly maxId?: number
}

export interface UsesOptions extends Page {
  /** Whose context the id is looked up in. */
  readonly subject?: string | undefined
  /** Also versions that are soft-deleted. */
  readonly deleted?: boolean | undefined
}

/** GET /schemas/ids/{id}. Soft-deleted schemas are found: records written with them are still there. */
export async function schemaById(
  core: Core,
  schemaId: number,
  options: { subject?: string | undefined; fetchMaxId?: boolean | undefined },
): Promise<SchemaById> {
  const use = await findUse(core, schemaId, options.subject)
  const schema = use && (await core.schemas.find(core.reads, use.context, schemaId))
  if (!schema) throw registryErrors.schemaNotFound(schemaId)
  const version = toSchemaVersion(use, schema)
  return options.fetchMaxId ? { ...version, maxId: await core.reads.findMaxSchemaId(use.context) } : version
}

/** GET /schemas/guids/{guid}: the default context is asked first. */
export async function schemaByGuid(core: Core, guid: string, presentation: Presentation): Promise<RegisteredSchema> {
  const [schema] = await loadByGuid(core, guid)
  if (!schema) throw registryErrors.schemaNotFound(guid)
  return present(core, schema.context, toRegisteredSchema(schema), presentation)
}

/** GET /schemas/guids/{guid}/ids. */
export async function idsOfGuid(core: Core, guid: string): Promise<{ context: string; id: number }[]> {
  const schemas = await loadByGuid(core, guid)
  return schemas.map(({ context, schemaId }) => ({ context, id: schemaId }))
}

/** GET /schemas/ids/{id}/versions: of each subject the version written last. */
export async function usesOfId(core: Core, schemaId: number, options: UsesOptions): Promise<StoredVersion[]> {
  const use = await findUse(core, schemaId, options.subject)
  if (!use) throw registryErrors.schemaNotFound()
  const uses = await core.reads.loadUses(use.context, schemaId)
  const newest = new Map(uses.map((row) => [row.subject, row]))
  const listed = [...newest.values()].filter((row) => options.deleted || !row.deleted)
  return pageOf(listed, options, core.rules.nameLists)
}

/** GET /subjects/{subject}/versions/{version}. */
export async function schemaOfVersion(
  core: Reading,
  subject: string,
  selector: VersionSelector,
  options: { deleted?: boolean | undefined },
): Promise<SchemaVersion> {
  const row = await findVersion(core, subject, parseVersion(selector), options.deleted ?? false)
  const schema = await core.schemas.find(core.reads, row.context, row.schemaId)
  if (!schema) throw registryErrors.versionNotFound(row.version)
  return toSchemaVersion(row, schema)
}

/** GET /subjects/{subject}/metadata: the highest version whose metadata has all these properties. */
export async function versionWithMetadata(
  core: Core,
  subject: string,
  properties: Readonly<Record<string, string>>,
  options: { deleted?: boolean | undefined },
): Promise<SchemaVersion> {
  const key = parseSubject(subject)
  const versions = await core.reads.loadVersions(key)
  const visible = options.deleted ? versions : versions.filter((row) => !row.deleted)
  if (visible.length === 0) throw registryErrors.subjectNotFound(formatSubject(key))
  for (const row of visible.toReversed()) {
    const schema = await core.schemas.find(core.reads, row.context, row.schemaId)
    const wanted = Object.entries(properties)
    // Versions without metadata never match, not even where nothing is asked of it.
    if (schema?.metadata && wanted.every(([name, value]) => propertyOf(schema.metadata, name) === value))
      return toSchemaVersion(row, schema)
  }
  throw registryErrors.schemaNotFound()
}

/**
 * Finds a version, for an unqualified subject also in other contexts.
 *
 * @param version - from 1 on, or `latest`, which never is a soft-deleted one.
 * @throws {RegistryError} `subjectNotFound`, `versionNotFound`.
 */
export async function findVersion(
  core: Reading,
  subject: string,
  version: number,
  deleted: boolean,
): Promise<StoredVersion> {
  let subjectSeen = false
  for await (const key of searchedKeys(core.reads, subject)) {
    const versions = await core.reads.loadVersions(key)
    const active = versions.filter((row) => !row.deleted)
    const visible = deleted ? versions : active
    subjectSeen ||= visible.length > 0
    const row = version === latest ? active.at(-1) : visible.find((other) => other.version === version)
    if (row) return row
  }
  if (subjectSeen) throw registryErrors.versionNotFound(version)
  throw registryErrors.subjectNotFound(formatSubject(parseSubject(subject)))
}

/** The version that an answer by id speaks of: of the subject that was named, or of any. */
async function findUse(core: Core, schemaId: number, subject = ''): Promise<StoredVersion | undefined> {
  const key = parseSubject(subject)
  const uses = await core.reads.loadUses(key.context, schemaId)
  if (key.subject === '') return preferred(uses)
  const own = preferred(uses.filter((row) => row.subject === key.subject))
  if (own || key.context !== defaultContext) return own
  for (const context of await core.reads.loadContextsOf(key.subject)) {
    const elsewhere = await core.reads.loadUses(context, schemaId)
    const row = preferred(elsewhere.filter((other) => other.subject === key.subject))
    if (row) return row
  }
  return preferred(uses)
}

/** Active before soft-deleted, and then the newest of the first subject. */
function preferred(uses: readonly StoredVersion[]): StoredVersion | undefined {
  const active = uses.filter((row) => !row.deleted)
  const candidates = active.length > 0 ? active : uses
  return candidates.findLast((row) => row.subject === candidates[0]?.subject)
}

async function loadByGuid(core: Core, text: string): Promise<StoredSchema[]> {
  const guid = parseGuid(text)
  const schemas = guid ? await core.reads.loadSchemasByGuid(guid) : []
  const inDefault = ({ context }: StoredSchema) => context === defaultContext
  return [...schemas.filter(inDefault), ...schemas.filter((schema) => !inDefault(schema))]
}
