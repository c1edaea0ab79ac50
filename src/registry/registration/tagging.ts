/** POST /subjects/{subject}/versions/{version}/tags: a version becomes another one with other tags, metadata or rules. */

import type { TaggedEntity } from '../../schemas/index.ts'
import { withVersionProperty } from '../content/metadata.ts'
import type { Registration } from '../content/register-request.ts'
import { mergeRuleSets, refuseFaultyRuleSet, withoutRules } from '../content/rule-set.ts'
import type { Metadata, RuleSet } from '../content/schema-content.ts'
import type { Core } from '../core.ts'
import { registryErrors } from '../errors.ts'
import { findVersion } from '../reading/reading.ts'
import type { StoredVersion } from '../schema-store.ts'
import { formatSubject } from '../subjects/subject-name.ts'
import { parseVersion, type VersionSelector } from '../subjects/version-selector.ts'
import type { WriteOptions } from '../write-options.ts'
import { registerSchema } from './registration.ts'

export interface TagRequest {
  /** Version to register as; whatever is next where absent. */
  readonly newVersion?: number | undefined
  readonly tagsToAdd?: readonly TaggedEntity[] | undefined
  readonly tagsToRemove?: readonly TaggedEntity[] | undefined
  /** Metadata of the new version; that of the old one where absent. */
  readonly metadata?: Metadata | undefined
  /** Rules of the new version. */
  readonly ruleSet?: RuleSet | undefined
  /** Rules to change in those of the latest version instead: put in, or taken out by name. */
  readonly rulesToMerge?: RuleSet | undefined
  readonly rulesToRemove?: readonly string[] | undefined
}

/** @throws {RegistryError} what reading a version and registering one refuses, and `invalidRuleSet`. */
export async function tagVersion(
  core: Core,
  subject: string,
  selector: VersionSelector,
  request: TagRequest,
  { actor, provenance }: WriteOptions,
): Promise<Registration> {
  const { newVersion = 0, tagsToAdd, tagsToRemove, ruleSet, rulesToMerge, rulesToRemove } = request
  if (ruleSet && (rulesToMerge ?? rulesToRemove)) throw registryErrors.invalidRuleSet(rulesOrChanges)
  refuseFaultyRuleSet(ruleSet)
  refuseFaultyRuleSet(rulesToMerge)
  const row = await findVersion(core, subject, parseVersion(selector), false)
  const schema = await core.schemas.find(core.reads, row.context, row.schemaId)
  if (!schema) throw registryErrors.versionNotFound(row.version)
  const tagged = {
    schema: schema.schema,
    schemaType: schema.schemaType,
    references: schema.references,
    // Registration puts the number of the new version there.
    metadata: withVersionProperty(request.metadata ?? schema.metadata, newVersion),
    ruleSet: rulesToMerge || rulesToRemove ? await changedRules(core, row, request) : ruleSet,
    version: newVersion,
    schemaTagsToAdd: tagsToAdd,
    schemaTagsToRemove: tagsToRemove,
  }
  // Nobody tags a schema by accident, as clients that register on their own would.
  return registerSchema(core, formatSubject(row), tagged, { actor, provenance, isNew: true, deliberate: true })
}

const rulesOrChanges = 'ruleSet should be omitted if specifying rulesToMerge or rulesToRemove'

/** Rules of the version before the new one, with what is to be merged in and taken out. */
async function changedRules(
  core: Core,
  { context, subject }: StoredVersion,
  { newVersion, rulesToMerge, rulesToRemove = [] }: TagRequest,
): Promise<RuleSet | undefined> {
  const active = (await core.reads.loadVersions({ context, subject })).filter((row) => !row.deleted)
  const before = newVersion === undefined ? active.at(-1) : active.find((row) => row.version === newVersion - 1)
  const schema = before && (await core.schemas.find(core.reads, context, before.schemaId))
  const merged = mergeRuleSets(rulesToMerge, schema?.ruleSet)
  return merged && withoutRules(merged, rulesToRemove)
}
