/** The registry room: subjects, versions, ids, levels, modes. Knows neither HTTP nor SQL. */

export {
  type Association,
  type AssociationFilter,
  associationTypes,
  lifecycles,
  resourceTypes,
} from './associations/association.ts'
export type { AssociationsQuery } from './associations/associations.ts'
export type { AssociationsAnswer } from './associations/change.ts'
export { type AssociationRequest, type AssociationsRequest, resourceTypeOf } from './associations/request.ts'
export { ByteBoundedMap } from './caches/byte-bounded-map.ts'
export type { SharedDatabase } from './caches/change-clock.ts'
export { firstHash, sealOf } from './changes/chain.ts'
export {
  type Change,
  type ChangeFilter,
  type ChangeHead,
  type ChangeReads,
  type ChangeRecord,
  changeOperations,
  type SealedRecord,
} from './changes/change.ts'
export type { FeedPage } from './changes/feed.ts'
export { provenanceParts, readProvenance } from './changes/provenance.ts'
export type { Verification } from './changes/verification.ts'
export type { CompatibilityAnswer, ExplainedAnswer } from './compatibility/check.ts'
export {
  type ExplainedFinding,
  type Explanation,
  explain,
  type ShownFix,
  type Warning,
  withExplanations,
} from './compatibility/explanation.ts'
export {
  type CompatibilityLevel,
  checkLevel,
  comparedBy,
  compatibilityLevels,
  type EarlierSchema,
  parseLevel,
} from './compatibility/level.ts'
export type { LevelFinding } from './compatibility/level-finding.ts'
export { fingerprintOf, guidOf } from './content/guid.ts'
export type { RegisterRequest, Registration } from './content/register-request.ts'
export type {
  Metadata,
  RegisteredSchema,
  Rule,
  RuleSet,
  SchemaContent,
  SchemaVersion,
} from './content/schema-content.ts'
export { RegistryError, registryErrors } from './errors.ts'
export type { AssociatedOption, ListedSchema } from './reading/listing.ts'
export type { Tagged } from './reading/presentation.ts'
export type { SchemaById } from './reading/reading.ts'
export type { VersionDetails } from './reading/version-details.ts'
export { type BatchAnswer, type BatchRequest, type BatchResult, maxBatchSchemas } from './registration/batch.ts'
export type { TagRequest } from './registration/tagging.ts'
export { Registry, type RegistryOptions } from './registry.ts'
export type { RegistryRules } from './rules.ts'
export type {
  ContextRow,
  HistoryReads,
  Referral,
  SchemaReads,
  SchemaStore,
  SchemaTransaction,
  ScopeSettings,
  StoredConfig,
  StoredSchema,
  StoredScope,
  StoredVersion,
  SubjectFacts,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
  SubjectVersion,
  VersionKey,
} from './schema-store.ts'
export type { Config, ConfigPatch } from './scopes/config.ts'
export { type Mode, modes } from './scopes/mode.ts'
export { formatSubject, parseSubject, subjectReader } from './subjects/subject-name.ts'
export type { WriteOptions } from './write-options.ts'
