/** Finding a schema that is registered already: by the hash of its content first, by what it means second. */

import { type Candidate, readCandidate } from '../content/candidate.ts'
import { fingerprintOf, metadataIdentity, ruleSetIdentity } from '../content/guid.ts'
import { versionPropertyOf, withoutVersionProperty } from '../content/metadata.ts'
import { isBlank, type RegisterRequest } from '../content/register-request.ts'
import type { Metadata, SchemaReference, SchemaVersion } from '../content/schema-content.ts'
import { toSchemaVersion } from '../content/schema-version.ts'
import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import {
  defaultContext,
  type SchemaReads,
  type StoredSchema,
  type StoredVersion,
  type SubjectKey,
  type SubjectVersion,
} from '../schema-store.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { textOfStored } from '../schema-work/stored-text.ts'
import { takesIds } from '../scopes/mode.ts'
import { loadSubjectState, type SubjectState } from '../scopes/subject-state.ts'
import { formatSubject, parseSubject } from '../subjects/subject-name.ts'
import { inheritContent } from './inherited-content.ts'

export interface Match {
  readonly row: StoredVersion
  readonly schema: StoredSchema
}

export interface Search {
  core: Core
  inquiry: Inquiry
  state: SubjectState
  /** The versions to compare with, ascending. */
  compared: readonly SubjectVersion[]
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
  const inquiry = core.work.begin()
  let subjectSeen = false
  for await (const key of searchedKeys(reads, subject)) {
    const state = await loadSubjectState(core, reads, key)
    const compared = deleted ? state.versions : state.active
    subjectSeen ||= compared.length > 0
    if (isBlank(request.schema)) continue
    const candidate = await readCandidate(request, {
      reads,
      schemas: core.schemas,
      inquiry,
      context: key.context,
      normalize: !takesIds(state.mode) && (options.normalize === true || state.config.normalize === true),
      strict: false,
      validateFields: false,
      oneVersionPerName: false,
      deletedReferences: true,
    })
    const match = await findEqual({ core, inquiry, state, compared }, candidate)
    if (match) return toSchemaVersion(match.row, match.schema)
  }
  if (subjectSeen) throw registryErrors.schemaNotFound()
  throw registryErrors.subjectNotFound(formatSubject(parseSubject(subject)))
}

/**
 * The subject itself and, for one of the default context, its namesakes in the others. Nearly every request finds what it
 * looks for where it is expected; only the others are told where else to look.
 */
export async function* searchedKeys(
  reads: Pick<SchemaReads, 'loadContextsOf'>,
  subject: string,
): AsyncGenerator<SubjectKey, void, void> {
  const key = parseSubject(subject)
  yield key
  if (key.context !== defaultContext) return
  for (const context of await reads.loadContextsOf(key.subject))
    if (context !== key.context) yield { context, subject: key.subject }
}

/** The version that holds a schema: as it was sent, or with the metadata and rules that it would inherit. */
export async function findEqual(search: Search, candidate: Candidate): Promise<Match | undefined> {
  const { core, state, compared } = search
  if (compared.length === 0) return undefined
  const found = (await findByHash(search, candidate)) ?? (await findEquivalent(search, candidate))
  const latestActive = state.active.at(-1)
  if (found || !latestActive) return found
  const latestSchema = await core.schemas.find(state.reads, state.key.context, latestActive.schemaId)
  const extras = inheritContent(state.config, candidate, latestSchema)
  if (sameExtras(extras, candidate)) return undefined
  const inherited = { ...candidate, ...extras }
  const complete = { ...inherited, fingerprint: fingerprintOf(inherited) }
  return (await findByHash(search, complete)) ?? (await findEquivalent(search, complete))
}

async function findByHash({ core, state, compared }: Search, candidate: Candidate): Promise<Match | undefined> {
  const row = compared.findLast(({ fingerprint }) => fingerprint === candidate.fingerprint)
  const schema = row && (await core.schemas.find(state.reads, state.key.context, row.schemaId))
  return row && schema?.schemaType === candidate.schemaType ? { row, schema } : undefined
}

/** The newest version that means the same, whatever its text looks like. */
export async function findEquivalent(search: Search, candidate: Candidate): Promise<Match | undefined> {
  const { core, inquiry, state, compared } = search
  const alike = compared.filter((row) => mayBeEqual(candidate, row))
  const ids = alike.map(({ schemaId }) => schemaId)
  const loaded = await core.schemas.load(state.reads, state.key.context, ids)
  const schemas = new Map(loaded.map((schema) => [schema.schemaId, schema]))
  for (const row of alike.toReversed()) {
    const schema = schemas.get(row.schemaId)
    if (!schema || schema.schemaType !== candidate.schemaType) continue
    if (!referencesMatch(candidate.references, schema.references)) continue
    if (!extrasMatch(candidate, schema, row.version)) continue
    const b = await textOfStored(core, state.reads, schema)
    if (await inquiry.ask({ ask: 'equal', a: candidate.text, b })) return { row, schema }
  }
  return undefined
}

/** One with references is only like those that have some too; one without may also have one's parts written into it. */
function mayBeEqual(candidate: Candidate, row: SubjectVersion): boolean {
  return row.likeness === undefined || row.likeness === candidate.likeness
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
