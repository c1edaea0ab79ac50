/** The registry room: subjects, versions, ids, levels, modes. Knows neither HTTP nor SQL. */

export type {
  Change,
  ChangeContent,
  ChangeFilter,
  ChangeHead,
  ChangeReads,
  ChangeRecord,
  Provenance,
  SealedRecord,
} from './change.ts'
export { firstHash, sealOf } from './change-chain.ts'
export type { SharedDatabase } from './change-clock.ts'
export type { ChainFault, Verification } from './change-verification.ts'
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
export type { Mode } from './mode.ts'
export type { SchemaById } from './reading.ts'
export type { RegisterRequest, Registration } from './register-request.ts'
export { Registry, type RegistryOptions } from './registry.ts'
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
  SchemaReads,
  SchemaStore,
  SchemaTransaction,
  ScopeSettings,
  StoredSchema,
  StoredVersion,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
  SubjectVersion,
  VersionKey,
} from './schema-store.ts'
