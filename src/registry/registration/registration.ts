/** Registering a schema: the order of checks is the reference's, because clients look at the code that comes first. */

import { checkHistory } from '../compatibility/check.ts'
import type { LevelFinding } from '../compatibility/level-finding.ts'
import { type Candidate, readCandidate } from '../content/candidate.ts'
import { versionPropertyOf, withVersionProperty } from '../content/metadata.ts'
import { referenceSubject } from '../content/references.ts'
import { isBlank, type RegisterRequest, type Registration } from '../content/register-request.ts'
import { refuseFaultyRuleSet } from '../content/rule-set.ts'
import { toSchemaVersion } from '../content/schema-version.ts'
import { actorName, type Core, type RecordChange } from '../core.ts'
import { RegistryError, registryErrors } from '../errors.ts'
import type { SchemaReads, SchemaTransaction, SubjectKey } from '../schema-store.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { inTurns } from '../schema-work/turns.ts'
import { isReadOnly, type Mode, takesIds } from '../scopes/mode.ts'
import { isUnchanged, loadSubjectState, type SubjectState } from '../scopes/subject-state.ts'
import { formatContext, formatSubject, parseValidSubject } from '../subjects/subject-name.ts'
import { latest } from '../subjects/version-selector.ts'
import type { WriteOptions } from '../write-options.ts'
import { refuseWithoutAutoRegister } from './auto-register.ts'
import { changesContent, inheritContent } from './inherited-content.ts'
import { findEqual, findEquivalent, type Match } from './lookup.ts'
import { giveId, writeVersion } from './new-version.ts'
import { changesTags, withTextTags, withVersionForTags } from './text-tags.ts'

export interface RegisterOptions extends WriteOptions {
  readonly normalize?: boolean
  /** Skip the compatibility check. */
  readonly force?: boolean
  /** Somebody means it: it is registered also where clients may not register on their own. */
  readonly deliberate?: boolean
  /** Known to be a change of what is there, so that nothing equal is looked for first. */
  readonly isNew?: boolean
}

/** One registration on its way: what was asked, and what was compared already. */
interface Attempt {
  core: Core
  request: RegisterRequest
  options: RegisterOptions
  inquiry: Inquiry
  /** What was made of the text last, and how. */
  known?: { request: RegisterRequest; judgement: string; candidate: Candidate }
}

/** A registration that has been looked at, so that as little as can be is left to do under the lock. */
export interface PendingRegistration {
  /** What the subject has already; nothing is to be written then. */
  readonly known: Registration | undefined
  /** Every context that the transaction must lock. */
  readonly contexts: readonly string[]
  /** Registers within a transaction, which may hold other writes too. */
  write(transaction: SchemaTransaction, record: RecordChange): Promise<Registration>
}

export async function registerSchema(
  core: Core,
  subject: string,
  request: RegisterRequest,
  options: RegisterOptions,
): Promise<Registration> {
  const { known, contexts, write } = await beginRegistration(core, subject, request, options)
  if (known) return known
  return core.write({ contexts, actor: options.actor, provenance: options.provenance }, write)
}

/** Reads the schema, looks for an equal one, and compares; what only the transaction can know is decided there. */
export async function beginRegistration(
  core: Core,
  subject: string,
  sent: RegisterRequest,
  options: RegisterOptions,
): Promise<PendingRegistration> {
  refuseFaultyRuleSet(sent.ruleSet)
  const key = parseValidSubject(subject, { rejectEmpty: core.rules.rejectEmptySubjects })
  const request = withVersionForTags(withoutAbsentId(sent))
  const attempt: Attempt = { core, request, options, inquiry: core.work.begin() }
  // Producers register at every start what has long been there; they need no transaction to learn its id.
  const before = await loadSubjectState(core, await core.readsForDecision(), key)
  const known = await findRegistered(attempt, before).catch((error: unknown) => {
    // A subject that may not be written says so before it says what is wrong with a text.
    refuseByMode(before.mode, key, attempt.request)
    throw error
  })
  if (!known) await prepare(attempt, before)
  const targets = (request.references ?? []).map((reference) => referenceSubject(key.context, reference))
  return {
    known: known && found(known),
    contexts: [key, ...targets].map(({ context }) => context),
    write: async (transaction, record) => {
      const state = await loadSubjectState(core, transaction, key)
      const meanwhile = isUnchanged(before, state) ? known : await findRegistered(attempt, state)
      return meanwhile ? found(meanwhile) : write(attempt, state, transaction, record)
    },
  }
}

/** A transaction that somebody else has begun and ends. */
interface Place {
  core: Core
  inquiry: Inquiry
  transaction: SchemaTransaction
  record: RecordChange
}

/** Registers on purpose, as one of several. @returns also what BACKWARD would have found where nothing was compared. */
export async function registerWithin(
  { core, inquiry, transaction, record }: Place,
  key: SubjectKey,
  request: RegisterRequest,
  options: RegisterOptions,
): Promise<{ registration: Registration; unchecked: readonly LevelFinding[] }> {
  refuseFaultyRuleSet(request.ruleSet)
  const attempt: Attempt = {
    core,
    request: withoutAbsentId(request),
    options: { ...options, deliberate: true },
    inquiry,
  }
  const state = await loadSubjectState(core, transaction, key)
  const known = await findRegistered(attempt, state).catch((error: unknown) => {
    refuseByMode(state.mode, key, attempt.request)
    throw error
  })
  if (known) return { registration: found(known), unchecked: [] }
  const registration = await write(attempt, state, transaction, record)
  return { registration, unchecked: await findUnchecked(attempt, state) }
}

async function findUnchecked(
  { core, inquiry, options, known }: Attempt,
  { reads, config, active }: SubjectState,
): Promise<readonly LevelFinding[]> {
  if (!known || (config.compatibilityLevel !== 'NONE' && !options.force)) return []
  const asked = { ...config, compatibilityLevel: 'BACKWARD' } as const
  return (await checkHistory({ core, inquiry, reads, config: asked }, known.candidate, active.toReversed())).findings
}

function found({ row, schema }: Match): Registration {
  return { ...toSchemaVersion(row, schema), created: false }
}

/** Step 1: what is there already is answered in every mode. */
async function findRegistered(attempt: Attempt, state: SubjectState): Promise<Match | undefined> {
  const { core, request, inquiry } = attempt
  const { id, version = 0 } = request
  if (attempt.options.isNew || isBlank(request.schema) || changesContent(state.config)) return undefined
  if (changesTags(request) || request.propagateSchemaTags) return undefined
  const candidate = await read(attempt, state, request)
  const compared = version === latest ? state.active.slice(-1) : state.active
  const match = await findEqual({ core, inquiry, state, compared }, candidate)
  if (!match || (id !== undefined && id !== match.schema.schemaId)) return undefined
  if (version === 0 || version === latest) return match
  // A version of one's own choice is only confirmed together with the id that it has.
  if (id === undefined) return undefined
  const row = state.active.find((other) => other.version === version)
  return row?.schemaId === match.schema.schemaId ? { row, schema: match.schema } : undefined
}

/**
 * Asks before the transaction what will be asked within it. There the answers are known, unless something changed
 * meanwhile, so that nobody waits for a lock because somebody's schema is large. What it refuses is refused there.
 */
async function prepare(attempt: Attempt, state: SubjectState): Promise<void> {
  try {
    const candidate = await readComplete(attempt, state)
    if (!candidate.fault) await refuseIncompatible(attempt, state, candidate)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
  }
}

/** Steps 2 to 12: nothing equal is there. */
async function write(
  attempt: Attempt,
  state: SubjectState,
  transaction: SchemaTransaction,
  record: RecordChange,
): Promise<Registration> {
  const { core, request, inquiry, options } = attempt
  const { key, mode, active } = state
  refuseByMode(mode, key, request)
  const candidate = await readComplete(attempt, state)
  if (candidate.fault) throw candidate.fault
  await refuseUnreferable(transaction, candidate)

  const { id, version = 0 } = request
  const same = await transaction.findSchemaByFingerprint(key.context, candidate.fingerprint)
  const fits = same?.schemaType === candidate.schemaType && (id === undefined || id === same.schemaId)
  const reused = fits ? same : undefined
  if (version === 0) {
    const row = reused && active.findLast(({ schemaId }) => schemaId === reused.schemaId)
    if (row) return found({ row, schema: reused })
    const match = await findEquivalent({ core, inquiry, state, compared: active }, candidate)
    if (match && (id === undefined || id === match.schema.schemaId)) return found(match)
  }
  if (!options.deliberate && !takesIds(mode)) refuseWithoutAutoRegister(state, core.autoRegister)
  await refuseIncompatible(attempt, state, candidate)
  const nextVersion = nextVersionOf(state)
  const asksVersion = version > 0
  if (!takesIds(mode) && asksVersion && version !== nextVersion)
    throw registryErrors.versionNotNext(version, nextVersion)
  const given = reused ? { schema: reused } : await giveId(transaction, key, candidate, id, same)
  return writeVersion(
    {
      transaction,
      record,
      state,
      createdAt: core.now(),
      createdBy: actorName(options.actor),
      provenance: options.provenance,
    },
    { ...given, candidate, version: asksVersion ? version : nextVersion },
  )
}

async function readComplete(attempt: Attempt, state: SubjectState): Promise<Candidate> {
  return read(attempt, state, await completeRequest(attempt, state))
}

/** Step 9. @throws {RegistryError} `incompatibleSchema`. */
async function refuseIncompatible(attempt: Attempt, state: SubjectState, candidate: Candidate): Promise<void> {
  const { core, inquiry, options } = attempt
  const { key, reads, config, mode, active } = state
  if (takesIds(mode) || options.force) return
  const verdict = await checkHistory({ core, inquiry, reads, config }, candidate, active.toReversed())
  if (!verdict.isCompatible)
    throw registryErrors.incompatibleSchema(formatSubject(key), verdict.messages).withFindings(verdict.findings)
}

function nextVersionOf({ versions }: SubjectState): number {
  return (versions.at(-1)?.version ?? 0) + 1
}

/**
 * Steps 3 and 4: what was left out comes from the latest version and from the config. An import is taken as it is, but
 * for the tags that it asks for itself.
 */
async function completeRequest(attempt: Attempt, state: SubjectState): Promise<RegisterRequest> {
  const { core, request, inquiry } = attempt
  const { reads, key, config, mode, active } = state
  if (takesIds(mode)) return withTextTags({ core, inquiry, state }, request, undefined)
  const latestRow = active.at(-1)
  const before = latestRow && (await core.schemas.find(reads, key.context, latestRow.schemaId))
  const blank = isBlank(request.schema)
  if (blank && !before) throw registryErrors.emptySchema()
  const { schema, schemaType, references } = blank && before ? before : request
  const tagged = await withTextTags({ core, inquiry, state }, { ...request, schema, schemaType, references }, before)
  const { metadata, ruleSet } = inheritContent(config, request, before)
  const namesVersion = (request.version ?? 0) !== 0 || versionPropertyOf(metadata) !== undefined
  return {
    ...tagged,
    metadata: namesVersion ? withVersionProperty(metadata, nextVersionOf(state)) : metadata,
    ruleSet,
  }
}

async function read(
  attempt: Attempt,
  { reads, key, config, mode }: SubjectState,
  request: RegisterRequest,
): Promise<Candidate> {
  const { core, options, inquiry } = attempt
  const judged = !takesIds(mode)
  const normalize = judged && (options.normalize === true || config.normalize === true)
  const strictly = config.validateNewSchemas ?? core.rules.validateNewSchemas
  const strict = judged && attempt.request.id === undefined && strictly
  const validateFields = judged && (config.validateFields ?? core.rules.validateFields)
  const judgement = JSON.stringify([normalize, strict, validateFields])
  const known = attempt.known
  if (known?.judgement === judgement && isSameText(known.request, request)) return known.candidate
  const candidate = await readCandidate(request, {
    reads,
    schemas: core.schemas,
    inquiry,
    context: key.context,
    normalize,
    strict,
    validateFields,
    oneVersionPerName: core.rules.strictReferences,
    deletedReferences: false,
  })
  attempt.known = { request, judgement, candidate }
  return candidate
}

/** Only without references: what those lead to must hold within the transaction, so they are followed anew. */
function isSameText(a: RegisterRequest, b: RegisterRequest): boolean {
  const none = !a.references?.length && !b.references?.length
  return (
    none &&
    a.schema === b.schema &&
    a.schemaType === b.schemaType &&
    a.metadata === b.metadata &&
    a.ruleSet === b.ruleSet
  )
}

/** A subject that goes with its resource is nothing to build on. @throws {RegistryError} `subjectNotReferable`. */
async function refuseUnreferable(reads: SchemaReads, { targets }: Candidate): Promise<void> {
  const subjects = new Map(targets.map((target) => [formatSubject(target), target]))
  for await (const target of inTurns(subjects.values())) {
    const strong = await reads.loadAssociations({ subject: target, lifecycle: 'STRONG' })
    if (strong.length > 0) throw registryErrors.subjectNotReferable(formatSubject(target))
  }
}

function refuseByMode(mode: Mode, key: SubjectKey, { id }: RegisterRequest): void {
  const names = [formatSubject(key), formatContext(key.context)] as const
  if (isReadOnly(mode)) throw registryErrors.readOnlyMode(...names)
  if (id !== undefined && !takesIds(mode)) throw registryErrors.notImportMode(...names)
  if (id === undefined && takesIds(mode)) throw registryErrors.notReadWriteMode(...names)
}

/** -1 is how some clients write that they have no id. */
function withoutAbsentId(request: RegisterRequest): RegisterRequest {
  return request.id !== undefined && request.id < 0 ? { ...request, id: undefined } : request
}
