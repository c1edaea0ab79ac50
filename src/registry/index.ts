/** The registry room: subjects, versions, ids, levels, modes. Knows neither HTTP nor SQL. */

export type { CompatibilityAnswer } from './compatibility-check.ts'
export {
  type CompatibilityLevel,
  checkLevel,
  compatibilityLevels,
  type Direction,
  type EarlierSchema,
  type LevelCheck,
  type LevelFinding,
  parseLevel,
  type Verdict,
} from './compatibility-level.ts'
export type { Config, ConfigPatch } from './config.ts'
export type { DeleteOptions } from './deletion.ts'
export { RegistryError, registryErrors } from './errors.ts'
export { fingerprintOf, guidOf } from './guid.ts'
export type { SchemasOptions, SubjectsOptions, VersionsOptions } from './listing.ts'
export { type Mode, modes } from './mode.ts'
export type { Page } from './page.ts'
export type { SchemaById, UsesOptions } from './reading.ts'
export type { RegisterRequest, Registration, WriteOptions } from './register-request.ts'
export type { RegisterOptions } from './registration.ts'
export { Registry, type RegistryOptions } from './registry.ts'
export type {
  Metadata,
  RegisteredSchema,
  Rule,
  RuleKind,
  RuleMode,
  RuleSet,
  SchemaContent,
  SchemaReference,
  SchemaVersion,
} from './schema-content.ts'
export {
  type Change,
  type ChangeOperation,
  type ContextRow,
  defaultContext,
  type SchemaReads,
  type SchemaStore,
  type SchemaTransaction,
  type ScopeSettings,
  type StoredSchema,
  type StoredVersion,
  type SubjectFilter,
  type SubjectKey,
  type SubjectSummary,
  type VersionKey,
} from './schema-store.ts'
export type { ShownConfig } from './scope-config.ts'
export type { VersionSelector } from './version-selector.ts'
