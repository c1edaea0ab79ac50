/** Finding a schema that is registered already: by the hash of its content first, by what it means second. */

import { type Candidate, readCandidate } from './candidate.ts'
import type { Core } from './core.ts'
import { registryErrors } from './errors.ts'
import { fingerprintOf, metadataIdentity, ruleSetIdentity } from './guid.ts'
import { inheritContent } from './inherited-content.ts'
import { versionPropertyOf, withoutVersionProperty } from './metadata.ts'
import { takesIds } from './mode.ts'
import type { RegisterRequest } from './register-request.ts'
import type { Metadata, SchemaReference, SchemaVersion } from './schema-content.ts'
import type { SchemaReads, StoredSchema, StoredVersion, SubjectKey } from './schema-store.ts'
import { toSchemaVersion } from './schema-version.ts'
import { type EffectiveConfig, effectiveConfig, effectiveMode } from './scope.ts'
import { formatSubject, isQualified, parseSubject } from './subject-name.ts'

export interface Match {
  readonly row: StoredVersion
  readonly schema: StoredSchema
}

export interface Search {
  core: Core
  reads: SchemaReads
  key: SubjectKey
  /** Compare with soft-deleted versions too. */
  deleted: boolean
  /** Compare with the latest version only. */
  latestOnly: boolean
  config: EffectiveConfig
  /** Which stored schemas the candidate is equal to; kept by whoever searches for one candidate more than once. */
  equal: Map<StoredSchema, boolean>
}

/**
 * POST /subjects/{subject}.
 *
 * @throws {RegistryError} `invalidSchema`, `subjectNotFound`, `schemaNotFound`.
 */
export async function lookUpSchema(
  core: Core,
  subject: string,
  request: RegisterRequest,
  options: { normalize?: boolean; deleted?: boolean },
): Promise<SchemaVersion> {
  const { reads } = core
  const { deleted = false } = options
  let subjectSeen = false
  for (const key of await searchedKeys(reads, subject)) {
    const config = await effectiveConfig(reads, key, core.defaultLevel)
    const importing = takesIds(await effectiveMode(reads, key))
    const candidate = await readCandidate(request, {
      reads,
      schemas: core.schemas,
      parser: core.parser,
      context: key.context,
      normalize: !importing && (options.normalize === true || config.normalize === true),
      strict: false,
      deletedReferences: true,
    })
    const search = { core, reads, key, deleted, latestOnly: false, config, equal: new Map() }
    const match = await findEqual(search, candidate)
    if (match) return toSchemaVersion(match.row, match.schema)
    subjectSeen ||= (await reads.loadVersions(key)).some((row) => deleted || !row.deleted)
  }
  throw subjectSeen
    ? registryErrors.schemaNotFound()
    : registryErrors.subjectNotFound(formatSubject(parseSubject(subject)))
}

/** The subject itself and, for an unqualified name, its namesakes in other contexts. */
export async function searchedKeys(reads: SchemaReads, subject: string): Promise<SubjectKey[]> {
  const key = parseSubject(subject)
  if (isQualified(subject)) return [key]
  const contexts = await reads.loadContextsOf(key.subject)
  const others = contexts.filter((context) => context !== key.context)
  return [key, ...others.map((context) => ({ context, subject: key.subject }))]
}

/** The version that holds a schema: as it was sent, or with the metadata and rules that it would inherit. */
export async function findEqual(search: Search, candidate: Candidate): Promise<Match | undefined> {
  const versions = await search.reads.loadVersions(search.key)
  const latestActive = versions.findLast((row) => !row.deleted)
  const visible = search.deleted ? versions : versions.filter((row) => !row.deleted)
  const compared = search.latestOnly ? visible.slice(-1) : visible
  if (compared.length === 0) return undefined
  const found = (await findByHash(search, compared, candidate)) ?? (await findEquivalent(search, compared, candidate))
  if (found || !latestActive) return found
  const [latestSchema] = await search.core.schemas.load(search.reads, search.key.context, [latestActive.schemaId])
  const inherited = { ...candidate, ...inheritContent(search.config, candidate, latestSchema) }
  if (sameExtras(inherited, candidate)) return undefined
  return (await findByHash(search, compared, inherited)) ?? (await findEquivalent(search, compared, inherited))
}

async function findByHash(
  { reads, core, key }: Search,
  compared: readonly StoredVersion[],
  candidate: Candidate,
): Promise<Match | undefined> {
  const known = await reads.findSchemaByFingerprint(key.context, fingerprintOf(candidate))
  if (known?.schemaType !== candidate.schemaType) return undefined
  const row = compared.findLast(({ schemaId }) => schemaId === known.schemaId)
  // The cached object is taken where there is one: what has been parsed hangs on it.
  return row && { row, schema: (await core.schemas.find(reads, key.context, row.schemaId)) ?? known }
}

/** The newest version that means the same, whatever its text looks like. */
export async function findEquivalent(
  { core, reads, key, equal }: Search,
  compared: readonly StoredVersion[],
  candidate: Candidate,
): Promise<Match | undefined> {
  const ids = compared.map(({ schemaId }) => schemaId)
  const schemas = new Map((await core.schemas.load(reads, key.context, ids)).map((schema) => [schema.schemaId, schema]))
  for (const row of compared.toReversed()) {
    const schema = schemas.get(row.schemaId)
    if (!schema || schema.schemaType !== candidate.schemaType) continue
    if (!referencesMatch(candidate.references, schema.references)) continue
    if (!extrasMatch(candidate, schema, row.version)) continue
    const known = equal.get(schema)
    const same = known ?? candidate.format.equals(candidate.parsed, await core.parser.parseStored(reads, schema))
    equal.set(schema, same)
    if (same) return { row, schema }
  }
  return undefined
}

/** A schema sent without references also matches one that has some: everything may have been written into its text. */
function referencesMatch(sent: readonly SchemaReference[], stored: readonly SchemaReference[]): boolean {
  if (sent.length === 0) return true
  const same = (a: SchemaReference, b: SchemaReference | undefined) =>
    a.name === b?.name && a.subject === b.subject && a.version === b.version
  return sent.length === stored.length && sent.every((reference, index) => same(reference, stored[index]))
}

type Extras = Pick<Candidate, 'metadata' | 'ruleSet'>

function sameExtras(a: Extras, b: Extras): boolean {
  const sameMetadata = metadataIdentity(a.metadata) === metadataIdentity(b.metadata)
  return sameMetadata && ruleSetIdentity(a.ruleSet) === ruleSetIdentity(b.ruleSet)
}

/** Metadata and rules are equal, where the property that names the version is not held against either side. */
function extrasMatch(sent: Extras, stored: Extras, version: number): boolean {
  if (ruleSetIdentity(sent.ruleSet) !== ruleSetIdentity(stored.ruleSet)) return false
  const sentVersion = versionPropertyOf(sent.metadata)
  const storedVersion = versionPropertyOf(stored.metadata)
  if (sentVersion === storedVersion) return metadataIdentity(sent.metadata) === metadataIdentity(stored.metadata)
  if (sentVersion === undefined) return sameWithoutVersion(sent.metadata, stored.metadata)
  return (
    storedVersion === undefined && sentVersion === String(version) && sameWithoutVersion(stored.metadata, sent.metadata)
  )
}

/** Where nothing is left besides the version, the other side may have no metadata at all. */
function sameWithoutVersion(without: Metadata | undefined, having: Metadata | undefined): boolean {
  const rest = metadataIdentity(withoutVersionProperty(having))
  return rest === metadataIdentity(without) || (without === undefined && rest === metadataIdentity({}))
}
