/** The registry room: subjects, versions, ids, levels, modes. Knows neither HTTP nor SQL. */

export {
  type Association,
  type AssociationFilter,
  associationTypes,
  lifecycles,
  resourceTypes,
} from './association.ts'
export type { AssociationsAnswer } from './association-change.ts'
export { type AssociationRequest, type AssociationsRequest, resourceTypeOf } from './association-request.ts'
export type { AssociationsQuery } from './associations.ts'
export type { BatchAnswer, BatchRequest, BatchResult } from './batch.ts'
export { ByteBoundedMap } from './byte-bounded-map.ts'
export {
  type Change,
  type ChangeFilter,
  type ChangeHead,
  type ChangeReads,
  type ChangeRecord,
  changeOperations,
  type SealedRecord,
} from './change.ts'
export { firstHash, sealOf } from './change-chain.ts'
export type { SharedDatabase } from './change-clock.ts'
export type { FeedPage } from './change-feed.ts'
export type { Verification } from './change-verification.ts'
export type { CompatibilityAnswer } from './compatibility-check.ts'
export {
  type CompatibilityLevel,
  checkLevel,
  compatibilityLevels,
  type EarlierSchema,
  type LevelFinding,
  parseLevel,
} from './compatibility-level.ts'
export type { Config, ConfigPatch } from './config.ts'
export { RegistryError, registryErrors } from './errors.ts'
export { fingerprintOf, guidOf } from './guid.ts'
export type { AssociatedOption, ListedSchema } from './listing.ts'
export type { Mode } from './mode.ts'
export type { Tagged } from './presentation.ts'
export { provenanceParts, readProvenance } from './provenance.ts'
export type { SchemaById } from './reading.ts'
export type { RegisterRequest, Registration, WriteOptions } from './register-request.ts'
export { Registry, type RegistryOptions } from './registry.ts'
export type { RegistryRules } from './rules.ts'
export type {
  Metadata,
  RegisteredSchema,
  Rule,
  RuleSet,
  SchemaContent,
  SchemaVersion,
} from './schema-content.ts'
export type {
  ContextRow,
  HistoryReads,
  SchemaReads,
  SchemaStore,
  SchemaTransaction,
  ScopeSettings,
  StoredConfig,
  StoredSchema,
  StoredVersion,
  SubjectFacts,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
  SubjectVersion,
  VersionKey,
} from './schema-store.ts'
export { formatSubject, parseSubject } from './subject-name.ts'
export type { TagRequest } from './tagging.ts'
export type { VersionDetails } from './version-details.ts'
