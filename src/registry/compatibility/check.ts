/** Compatibility of a schema with the versions of a subject, as registration and the compatibility endpoint ask it. */

import type { CompatibilityPolicy } from '../../schemas/index.ts'
import { type Candidate, readCandidate } from '../content/candidate.ts'
import { propertyOf } from '../content/metadata.ts'
import { isBlank, type RegisterRequest } from '../content/register-request.ts'
import type { Core } from '../core.ts'
import { RegistryError, registryErrors } from '../errors.ts'
import type { SchemaReads, StoredVersion } from '../schema-store.ts'
import type { SchemaText } from '../schema-work/questions.ts'
import type { Inquiry } from '../schema-work/schema-work.ts'
import { textOfStored } from '../schema-work/stored-text.ts'
import type { EffectiveConfig } from '../scopes/scope.ts'
import { loadSubjectState } from '../scopes/subject-state.ts'
import { parseSubject } from '../subjects/subject-name.ts'
import { latest, parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import { type ExplainedFinding, type Explanation, withExplanations } from './explanation.ts'
import { type Comparison, type CompatibilityLevel, comparedBy, type Verdict, verdictOf } from './level.ts'
import type { LevelFinding } from './level-finding.ts'
import { checkReserved } from './reserved-fields.ts'

export interface CompatibilityAnswer {
  readonly isCompatible: boolean
  /** As the Confluent registry words them; what verbose=true shows. */
  readonly messages: readonly string[]
  /** The same in structured form, for every version compared; empty where the schema itself is invalid. */
  readonly findings: readonly (LevelFinding & Partial<ExplainedFinding>)[]
}

export interface ExplainedAnswer extends CompatibilityAnswer {
  /** What was asked for, or what holds for the subject. */
  readonly level: CompatibilityLevel
  readonly fix: Explanation['fix']
  readonly warnings: Explanation['warnings']
}

export interface CheckOptions {
  readonly normalize?: boolean
  /** With reasons; and an invalid schema is an answer with its fault as message, not an error. */
  readonly verbose?: boolean
}

/**
 * POST /compatibility/subjects/{subject}/versions[/{version}].
 *
 * @throws {RegistryError} `invalidVersion`, `versionNotFound`, `invalidSchema`, in this order.
 */
export async function checkRequest(
  core: Core,
  subject: string,
  selector: VersionSelector | undefined,
  request: RegisterRequest,
  options: CheckOptions,
): Promise<CompatibilityAnswer> {
  const { check, history } = await beginCheck(core, subject, selector)
  try {
    const candidate = await readChecked(check, request, options)
    const verdict = await checkHistory(check, candidate, history)
    if (!options.verbose || verdict.isCompatible) return verdict
    const { findings } = await explainHistory(check, candidate, history, verdict)
    return { ...verdict, findings }
  } catch (error) {
    if (!options.verbose || !(error instanceof RegistryError) || error.code !== invalidSchemaCode) throw error
    return { isCompatible: false, messages: [error.message], findings: [] }
  }
}

/**
 * The same with fixes, records and warnings, under a level of the caller's choice.
 *
 * @throws {RegistryError} as {@link checkRequest}.
 */
export async function explainRequest(
  core: Core,
  subject: string,
  selector: VersionSelector | undefined,
  request: RegisterRequest,
  options: { normalize?: boolean; level?: CompatibilityLevel | undefined },
): Promise<ExplainedAnswer> {
  const { check, history } = await beginCheck(core, subject, selector)
  const level = options.level ?? check.config.compatibilityLevel
  const asked = { ...check, config: { ...check.config, compatibilityLevel: level } }
  const candidate = await readChecked(asked, request, options)
  const verdict = await checkHistory(asked, candidate, history)
  return { ...verdict, level, ...(await explainHistory(asked, candidate, history, verdict)) }
}

async function beginCheck(core: Core, subject: string, selector: VersionSelector | undefined) {
  const { reads } = core
  const inquiry = core.work.begin()
  const key = parseSubject(subject)
  const version = selector === undefined ? undefined : parseVersion(selector)
  const { active, config } = await loadSubjectState(core, reads, key)
  const check = { core, inquiry, reads, config, context: key.context }
  return { check, history: historyFor(version, active) }
}

async function readChecked(
  { core, inquiry, reads, config, context }: HistoryCheck & { context: string },
  request: RegisterRequest,
  { normalize }: { normalize?: boolean },
): Promise<Candidate> {
  if (isBlank(request.schema)) throw registryErrors.emptySchema()
  const candidate = await readCandidate(request, {
    reads,
    schemas: core.schemas,
    inquiry,
    context,
    normalize: normalize === true || config.normalize === true,
    strict: config.validateNewSchemas ?? core.rules.validateNewSchemas,
    validateFields: config.validateFields ?? core.rules.validateFields,
    oneVersionPerName: core.rules.strictReferences,
    deletedReferences: false,
  })
  if (candidate.fault) throw candidate.fault
  return candidate
}

const invalidSchemaCode = registryErrors.emptySchema().code

/** Where a history is read, and by which rules it is compared. */
interface HistoryCheck {
  core: Core
  inquiry: Inquiry
  reads: SchemaReads
  config: EffectiveConfig
}

/** With so many findings no more versions are compared. */
const enoughFindings = 1000

/** @param history - newest first; the level decides how much of it is compared. */
export async function checkHistory(
  check: HistoryCheck,
  candidate: Candidate,
  history: readonly StoredVersion[],
): Promise<Verdict> {
  const { core, inquiry, reads, config } = check
  const { compatibilityLevel: level } = config
  const validateFields = config.validateFields ?? core.rules.validateFields
  const fields = validateFields
    ? await checkReserved(inquiry, candidate, await metadataOf(core, reads, history[0]))
    : undefined
  const compared = comparedBy(level, await sameGroup(core, reads, config, candidate, history))
  const policy = policyOf(config)
  const comparisons: Comparison[] = []
  // One after another: a long history of large schemas is not copied to another thread at once.
  let found = 0
  for (const { version, text: earlier } of await textsOf(core, reads, compared)) {
    // What comes of those that are left cannot change the verdict, and would not be listed.
    if (found >= enoughFindings) break
    const comparison = await inquiry.ask({ ask: 'compare', level, policy, candidate: candidate.text, earlier, version })
    comparisons.push(comparison)
    found += comparison.findings.length + (comparison.omitted ?? 0)
  }
  return verdictOf({ level, validateFields }, comparisons, fields, compared.length - comparisons.length)
}

/** More versions are compared but not explained with: a fix has to hold for all of them. */
const explainedVersions = 100

/** Findings with all that helps; as they are where that takes too long. */
async function explainHistory(
  { core, inquiry, reads, config }: HistoryCheck,
  candidate: Candidate,
  history: readonly StoredVersion[],
  verdict: Verdict,
): Promise<Pick<ExplainedAnswer, 'findings' | 'fix' | 'warnings'>> {
  const level = config.compatibilityLevel
  const group = await sameGroup(core, reads, config, candidate, history)
  const { references, strict } = candidate.text
  const sent = inquiry.work.sentText({ type: candidate.schemaType, text: candidate.sentText, references, strict })
  try {
    const compared = await textsOf(core, reads, group.slice(0, level.endsWith('_TRANSITIVE') ? explainedVersions : 1))
    const explanation = await inquiry.ask({
      ask: 'explain',
      level,
      policy: policyOf(config),
      candidate: sent,
      history: compared,
    })
    const { fix, warnings } = explanation
    return { findings: withExplanations(verdict.findings, explanation.findings), fix, warnings }
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    return { findings: verdict.findings, fix: undefined, warnings: [] }
  }
}

function policyOf({ compatibilityPolicy }: EffectiveConfig): CompatibilityPolicy {
  return compatibilityPolicy === 'LENIENT' ? 'LENIENT' : 'STRICT'
}

async function textsOf(core: Core, reads: SchemaReads, rows: readonly StoredVersion[]) {
  const context = rows[0]?.context
  if (context === undefined) return []
  const ids = rows.map(({ schemaId }) => schemaId)
  const texts: { version: number | undefined; text: SchemaText }[] = []
  for (const [index, schema] of (await core.schemas.load(reads, context, ids)).entries()) {
    texts.push({ version: rows[index]?.version, text: await textOfStored(core, reads, schema) })
  }
  return texts
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
