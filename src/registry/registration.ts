/** Registering a schema: the order of checks is the reference's, because clients look at the code that comes first. */

import { type Candidate, readCandidate } from './candidate.ts'
import { checkHistory } from './compatibility-check.ts'
import { actorName, type Core, type RecordChange } from './core.ts'
import { removeUnusedSchemas } from './deletion.ts'
import { registryErrors } from './errors.ts'
import { fingerprintOf, guidOf } from './guid.ts'
import { changesContent, inheritContent } from './inherited-content.ts'
import { findEqual, findEquivalent, type Match } from './lookup.ts'
import { versionPropertyOf, withVersionProperty } from './metadata.ts'
import { isReadOnly, type Mode, takesIds } from './mode.ts'
import { referenceSubject } from './references.ts'
import type { RegisterRequest, Registration, WriteOptions } from './register-request.ts'
import { checkRuleSet } from './rule-set.ts'
import type { SchemaTransaction, StoredSchema, StoredVersion, SubjectKey } from './schema-store.ts'
import { toSchemaVersion } from './schema-version.ts'
import { checkSubject, formatContext, formatSubject } from './subject-name.ts'
import { isUnchanged, loadSubjectState, type SubjectState } from './subject-state.ts'
import { latest } from './version-selector.ts'

export interface RegisterOptions extends WriteOptions {
  readonly normalize?: boolean
  /** Skip the compatibility check. */
  readonly force?: boolean
}

/** One registration on its way: what was asked, and what was compared already. */
interface Attempt {
  core: Core
  request: RegisterRequest
  options: RegisterOptions
  equal: Map<StoredSchema, boolean>
}

export async function registerSchema(
  core: Core,
  subject: string,
  request: RegisterRequest,
  options: RegisterOptions,
): Promise<Registration> {
  checkRuleSet(request.ruleSet)
  const key = checkSubject(subject)
  const attempt = { core, request: withoutAbsentId(request), options, equal: new Map() }
  // Producers register at every start what has long been there; they need no transaction to learn its id.
  const before = await loadSubjectState(core, core.reads, key)
  const known = await findRegistered(attempt, before)
  if (known) return found(known)
  const targets = (request.references ?? []).map((reference) => referenceSubject(key.context, reference))
  return core.write(
    {
      contexts: [key, ...targets].map(({ context }) => context),
      actor: options.actor,
      // Only an import can put a schema in the place of another.
      removes: attempt.request.id !== undefined,
    },
    async (transaction, record) => {
      const state = await loadSubjectState(core, transaction, key)
      const meanwhile = isUnchanged(before, state) ? undefined : await findRegistered(attempt, state)
      return meanwhile ? found(meanwhile) : write(attempt, state, transaction, record)
    },
  )
}

function found({ row, schema }: Match): Registration {
  return { ...toSchemaVersion(row, schema), created: false }
}

/** Step 1: what is there already is answered in every mode. */
async function findRegistered(attempt: Attempt, state: SubjectState): Promise<Match | undefined> {
  const { core, request, equal } = attempt
  const { id, version = 0 } = request
  if (isBlank(request.schema) || changesContent(state.config)) return undefined
  const candidate = await read(attempt, state, request)
  const compared = version === latest ? state.active.slice(-1) : state.active
  const match = await findEqual({ core, state, compared, equal }, candidate)
  if (!match || (id !== undefined && id !== match.schema.schemaId)) return undefined
  if (version === 0 || version === latest) return match
  // A version of one's own choice is only confirmed together with the id that it has.
  if (id === undefined) return undefined
  const row = state.active.find((other) => other.version === version)
  return row?.schemaId === match.schema.schemaId ? { row, schema: match.schema } : undefined
}

/** Steps 2 to 12: nothing equal is there. */
async function write(
  attempt: Attempt,
  state: SubjectState,
  transaction: SchemaTransaction,
  record: RecordChange,
): Promise<Registration> {
  const { core, request, options, equal } = attempt
  const { key, config, mode, active } = state
  checkMode(mode, key, request)
  const nextVersion = (state.versions.at(-1)?.version ?? 0) + 1
  const complete = takesIds(mode) ? request : await completeRequest(attempt, state, nextVersion)
  const candidate = await read(attempt, state, complete)
  if (candidate.fault) throw candidate.fault

  const { id, version = 0 } = request
  const same = await transaction.findSchemaByFingerprint(key.context, candidate.fingerprint)
  const fits = same?.schemaType === candidate.schemaType && (id === undefined || id === same.schemaId)
  const reused = fits ? same : undefined
  if (version === 0) {
    const row = reused && active.findLast(({ schemaId }) => schemaId === reused.schemaId)
    if (row) return found({ row, schema: reused })
    const match = await findEquivalent({ core, state, compared: active, equal }, candidate)
    if (match && (id === undefined || id === match.schema.schemaId)) return found(match)
  }
  if (!takesIds(mode) && !options.force) {
    const verdict = await checkHistory(core, transaction, config, candidate, active.toReversed())
    if (!verdict.isCompatible) throw registryErrors.incompatibleSchema(formatSubject(key), verdict.messages)
  }
  const asksVersion = version > 0
  if (!takesIds(mode) && asksVersion && version !== nextVersion)
    throw registryErrors.versionNotNext(version, nextVersion)
  const schema = reused ?? (await giveId(transaction, key, candidate, id, same))
  return store(attempt, state, transaction, record, { schema, candidate, version: asksVersion ? version : nextVersion })
}

/** Steps 3 and 4: what was left out comes from the latest version and from the config. */
async function completeRequest(
  { core, request }: Attempt,
  { reads, key, config, active }: SubjectState,
  nextVersion: number,
): Promise<RegisterRequest> {
  const latestRow = active.at(-1)
  const before = latestRow && (await core.schemas.find(reads, key.context, latestRow.schemaId))
  const blank = isBlank(request.schema)
  if (blank && !before) throw registryErrors.emptySchema()
  const { schema, schemaType, references } = blank && before ? before : request
  const { metadata, ruleSet } = inheritContent(config, request, before)
  const namesVersion = (request.version ?? 0) !== 0 || versionPropertyOf(metadata) !== undefined
  return {
    ...request,
    schema,
    schemaType,
    references,
    metadata: namesVersion ? withVersionProperty(metadata, nextVersion) : metadata,
    ruleSet,
  }
}

function read(
  { core, request: { id }, options }: Attempt,
  { reads, key, config, mode }: SubjectState,
  request: RegisterRequest,
): Promise<Candidate> {
  const judged = !takesIds(mode)
  return readCandidate(request, {
    reads,
    schemas: core.schemas,
    parser: core.parser,
    context: key.context,
    normalize: judged && (options.normalize === true || config.normalize === true),
    strict: judged && id === undefined && config.validateNewSchemas !== false,
    deletedReferences: false,
  })
}

function checkMode(mode: Mode, key: SubjectKey, { id }: RegisterRequest): void {
  const names = [formatSubject(key), formatContext(key.context)] as const
  if (isReadOnly(mode)) throw registryErrors.readOnlyMode(...names)
  if (id !== undefined && !takesIds(mode)) throw registryErrors.notImportMode(...names)
  if (id === undefined && takesIds(mode)) throw registryErrors.notReadWriteMode(...names)
}

/** Step 11: the next id of the context, or the one that an import brings. */
async function giveId(
  transaction: SchemaTransaction,
  { context }: SubjectKey,
  candidate: Candidate,
  id: number | undefined,
  same: StoredSchema | undefined,
): Promise<StoredSchema> {
  // Two types, one content: the reference does not hash the type, and its refusal is part of the contract.
  if (id === undefined && same) throw registryErrors.schemaIdTaken(same.schemaId, formatContext(context))
  if (id !== undefined) {
    const [taken] = await transaction.loadSchemas(context, [id])
    if (taken) {
      const equal = taken.schemaType === candidate.schemaType && fingerprintOf(taken) === candidate.fingerprint
      if (!equal) throw registryErrors.schemaIdTaken(id, formatContext(context))
      return taken
    }
    // The same content under a second id: from now on it is found under this one.
    if (same) await transaction.releaseFingerprint(context, same.schemaId)
  }
  const { schemaType, schema, references, metadata, ruleSet, fingerprint, sentText } = candidate
  const stored: StoredSchema = {
    context,
    schemaId: id ?? transaction.context(context).nextSchemaId,
    guid: guidOf(candidate),
    schemaType,
    schema,
    references,
    ...(metadata && { metadata }),
    ...(ruleSet && { ruleSet }),
    fingerprint,
    registeredText: sentText === schema ? undefined : sentText,
  }
  await transaction.insertSchema(stored)
  return stored
}

/** Step 12 and the rows themselves. */
async function store(
  { core, options }: Attempt,
  { key, versions }: SubjectState,
  transaction: SchemaTransaction,
  record: RecordChange,
  { schema, candidate, version }: { schema: StoredSchema; candidate: Candidate; version: number },
): Promise<Registration> {
  const createdAt = core.now()
  const replaced = await replacedVersions(transaction, versions, schema.schemaId, version)
  if (replaced.length > 0)
    await transaction.removeVersions(
      key,
      replaced.map((row) => row.version),
    )
  const row: StoredVersion = {
    ...key,
    version,
    schemaId: schema.schemaId,
    deleted: false,
    createdAt,
    createdBy: actorName(options.actor),
  }
  await transaction.insertVersion(row, candidate.targets)
  await removeUnusedSchemas(
    transaction,
    key.context,
    replaced.filter(({ schemaId }) => schemaId !== schema.schemaId),
  )
  const { nextSchemaId, registeredAt } = transaction.context(key.context)
  await transaction.saveContext({
    name: key.context,
    nextSchemaId: Math.max(nextSchemaId, schema.schemaId + 1),
    registeredAt: registeredAt ?? createdAt,
  })
  await record({
    operation: 'register',
    target: { ...key, version },
    before: replaced.length > 0 ? { versions: replaced } : undefined,
    after: { schemaId: schema.schemaId, guid: schema.guid, schemaType: schema.schemaType },
  })
  return { ...toSchemaVersion(row, schema), created: true }
}

/** Soft-deleted versions of the same schema make room, unless somebody refers to them; an import may also overwrite. */
async function replacedVersions(
  transaction: SchemaTransaction,
  versions: readonly StoredVersion[],
  schemaId: number,
  version: number,
): Promise<StoredVersion[]> {
  const replaced: StoredVersion[] = []
  for (const row of versions) {
    if (row.version === version) replaced.push(row)
    else if (row.deleted && row.schemaId === schemaId && row.version < version) {
      const referrers = await transaction.loadReferrers(row)
      if (referrers.length === 0) replaced.push(row)
    }
  }
  return replaced
}

/** -1 is how some clients write that they have no id. */
function withoutAbsentId(request: RegisterRequest): RegisterRequest {
  return request.id !== undefined && request.id < 0 ? { ...request, id: undefined } : request
}

function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === ''
}
