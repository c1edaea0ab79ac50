/** Compatibility of a schema with the versions of a subject, as registration and the compatibility endpoint ask it. */

import { propertyOf } from '../content/metadata.ts'
import { checkReserved } from '../content/reserved-fields.ts'
import type { Core } from '../core.ts'
import { RegistryError, registryErrors } from '../errors.ts'
import { type Candidate, readCandidate } from '../registration/candidate.ts'
import { isBlank, type RegisterRequest } from '../registration/register-request.ts'
import type { SchemaReads, StoredVersion } from '../schema-store.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { textOfStored } from '../schema-work/stored-text.ts'
import type { EffectiveConfig } from '../scopes/scope.ts'
import { parseSubject } from '../subjects/subject-name.ts'
import { loadSubjectState } from '../subjects/subject-state.ts'
import { latest, parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import { type Comparison, comparedBy, type LevelFinding, type Verdict, verdictOf } from './level.ts'

export interface CompatibilityAnswer {
  readonly isCompatible: boolean
  /** As the Confluent registry words them; what verbose=true shows. */
  readonly messages: readonly string[]
  /** The same in structured form, for every version compared; empty where the schema itself is invalid. */
  readonly findings: readonly LevelFinding[]
}

/**
 * POST /compatibility/subjects/{subject}/versions[/{version}].
 *
 * @param options.verbose - an invalid schema is an answer with its fault as message, not an error.
 * @throws {RegistryError} `invalidVersion`, `versionNotFound`, `invalidSchema`, in this order.
 */
export async function checkRequest(
  core: Core,
  subject: string,
  selector: VersionSelector | undefined,
  request: RegisterRequest,
  options: { normalize?: boolean; verbose?: boolean },
): Promise<CompatibilityAnswer> {
  const { reads } = core
  const inquiry = core.work.begin()
  const key = parseSubject(subject)
  const version = selector === undefined ? undefined : parseVersion(selector)
  const { active, config } = await loadSubjectState(core, reads, key)
  const history = historyFor(version, active)
  try {
    if (isBlank(request.schema)) throw registryErrors.emptySchema()
    const candidate = await readCandidate(request, {
      reads,
      schemas: core.schemas,
      inquiry,
      context: key.context,
      normalize: options.normalize === true || config.normalize === true,
      strict: config.validateNewSchemas ?? core.rules.validateNewSchemas,
      validateFields: config.validateFields ?? core.rules.validateFields,
      oneVersionPerName: core.rules.strictReferences,
      deletedReferences: false,
    })
    if (candidate.fault) throw candidate.fault
    return await checkHistory({ core, inquiry, reads, config }, candidate, history)
  } catch (error) {
    if (!options.verbose || !(error instanceof RegistryError) || error.code !== invalidSchemaCode) throw error
    return { isCompatible: false, messages: [error.message], findings: [] }
  }
}

const invalidSchemaCode = registryErrors.emptySchema().code

/** Where a history is read, and by which rules it is compared. */
interface HistoryCheck {
  core: Core
  inquiry: Inquiry
  reads: SchemaReads
  config: EffectiveConfig
}

/** @param history - newest first; the level decides how much of it is compared. */
export async function checkHistory(
  { core, inquiry, reads, config }: HistoryCheck,
  candidate: Candidate,
  history: readonly StoredVersion[],
): Promise<Verdict> {
  const { compatibilityLevel: level, compatibilityPolicy } = config
  const validateFields = config.validateFields ?? core.rules.validateFields
  const fields = validateFields
    ? await checkReserved(inquiry, candidate, await metadataOf(core, reads, history[0]))
    : undefined
  const compared = comparedBy(level, await sameGroup(core, reads, config, candidate, history))
  const context = compared[0]?.context
  const ids = compared.map(({ schemaId }) => schemaId)
  const schemas = context === undefined ? [] : await core.schemas.load(reads, context, ids)
  const policy = compatibilityPolicy === 'LENIENT' ? 'LENIENT' : 'STRICT'
  const comparisons: Comparison[] = []
  // One after another: a long history of large schemas is not copied to another thread at once.
  for (const [index, schema] of schemas.entries()) {
    const earlier = await textOfStored(core, reads, schema)
    const version = compared[index]?.version
    comparisons.push(await inquiry.ask({ ask: 'compare', level, policy, candidate: candidate.text, earlier, version }))
  }
  return verdictOf({ level, validateFields }, comparisons, fields)
}

async function metadataOf(core: Core, reads: SchemaReads, row: StoredVersion | undefined) {
  const schema = row && (await core.schemas.find(reads, row.context, row.schemaId))
  return row && { version: row.version, metadata: schema?.metadata }
}

function historyFor(version: number | undefined, active: readonly StoredVersion[]): StoredVersion[] {
  if (version === undefined) return active.toReversed()
  if (version === latest) return active.slice(-1)
  const row = active.find((other) => other.version === version)
  if (!row) throw registryErrors.versionNotFound(version)
  return [row]
}

/** Versions whose value of the group's property is that of the candidate; having none counts as a value. */
async function sameGroup(
  core: Core,
  reads: SchemaReads,
  { compatibilityGroup: property }: EffectiveConfig,
  candidate: Candidate,
  history: readonly StoredVersion[],
): Promise<readonly StoredVersion[]> {
  const context = history[0]?.context
  if (property === undefined || context === undefined) return history
  const schemas = await core.schemas.load(
    reads,
    context,
    history.map(({ schemaId }) => schemaId),
  )
  const value = propertyOf(candidate.metadata, property)
  return history.filter((_, index) => propertyOf(schemas[index]?.metadata, property) === value)
}
