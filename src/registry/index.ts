/** The registry room: subjects, versions, ids, levels, modes. Knows neither HTTP nor SQL. */

export type { CompatibilityAnswer } from './compatibility-check.ts'
export {
  type CompatibilityLevel,
  compatibilityLevels,
  type Direction,
  type LevelFinding,
} from './compatibility-level.ts'
export type { Config, ConfigPatch } from './config.ts'
export { RegistryError, registryErrors } from './errors.ts'
export { type Mode, modes } from './mode.ts'
export {
  type Page,
  type RegisterRequest,
  type Registration,
  Registry,
  type RegistryOptions,
  type SchemaById,
  type VersionSelector,
  type WriteOptions,
} from './registry.ts'
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
export type { SchemaStore } from './schema-store.ts'
