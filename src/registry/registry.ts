/** The registry: what clients may ask, each question one method. */

import type { Principal } from '../authorize.ts'
import type { SchemaFormat, SchemaType } from '../schemas/index.ts'
import type { Logger } from '../telemetry/index.ts'
import type { CompatibilityAnswer } from './compatibility-check.ts'
import type { CompatibilityLevel } from './compatibility-level.ts'
import type { Config, ConfigPatch } from './config.ts'
import type { Mode } from './mode.ts'
import type { Metadata, RegisteredSchema, RuleSet, SchemaReference, SchemaVersion } from './schema-content.ts'
import type { SchemaStore } from './schema-store.ts'

export interface RegistryOptions {
  store: SchemaStore
  formats: ReadonlyMap<SchemaType, SchemaFormat>
  /** Milliseconds since the epoch. */
  now: () => number
  logger: Logger
  /** Level where no config says otherwise. */
  defaultLevel?: CompatibilityLevel
  /** Bound of the memory that cached schemas may take. */
  cacheBytes?: number
}

/** What a client sends to register, look up or check a schema. */
export interface RegisterRequest {
  /** Absent or blank: the text of the latest version is taken. */
  schema?: string | undefined
  /** AVRO where absent. */
  schemaType?: string | undefined
  references?: readonly SchemaReference[] | undefined
  metadata?: Metadata | undefined
  ruleSet?: RuleSet | undefined
  /** Id to register under; only in mode IMPORT. */
  id?: number | undefined
  /** Version to register as: the next one, or -1 for whatever is next. */
  version?: number | undefined
}

/** Who writes; goes into the change log. */
export interface WriteOptions {
  actor?: Principal | undefined
}

/** The part of a list that is wanted. Out-of-range limits mean the default. */
export interface Page {
  offset?: number | undefined
  limit?: number | undefined
}

export interface Registration extends SchemaVersion {
  /** `false` where the version was there already. */
  readonly created: boolean
}

export interface SchemaById extends SchemaVersion {
  /** Highest id of the context; only with fetchMaxId. */
  readonly maxId?: number
}

/** A version as written in a path: a number, `latest`, or -1 for the same. Anything else is 42202. */
export type VersionSelector = number | string

export class Registry {
  constructor(_options: RegistryOptions) {}

  /** The schema types that can be registered. */
  types(): SchemaType[] {
    throw notBuilt()
  }

  register(
    _subject: string,
    _request: RegisterRequest,
    _options: WriteOptions & { normalize?: boolean; force?: boolean } = {},
  ): Promise<Registration> {
    throw notBuilt()
  }

  lookup(
    _subject: string,
    _request: RegisterRequest,
    _options: { normalize?: boolean; deleted?: boolean } = {},
  ): Promise<SchemaVersion> {
    throw notBuilt()
  }

  /** @param version - one version to compare with; without it all that the level asks for. */
  checkCompatibility(
    _subject: string,
    _version: VersionSelector | undefined,
    _request: RegisterRequest,
    _options: { normalize?: boolean; verbose?: boolean } = {},
  ): Promise<CompatibilityAnswer> {
    throw notBuilt()
  }

  schemaById(_schemaId: number, _options: { subject?: string; fetchMaxId?: boolean } = {}): Promise<SchemaById> {
    throw notBuilt()
  }

  schemaByGuid(_guid: string): Promise<RegisteredSchema> {
    throw notBuilt()
  }

  idsOfGuid(_guid: string): Promise<{ context: string; id: number }[]> {
    throw notBuilt()
  }

  subjectsOfId(_schemaId: number, _options: Page & { subject?: string; deleted?: boolean } = {}): Promise<string[]> {
    throw notBuilt()
  }

  versionsOfId(
    _schemaId: number,
    _options: Page & { subject?: string; deleted?: boolean } = {},
  ): Promise<{ subject: string; version: number }[]> {
    throw notBuilt()
  }

  /** GET /schemas. */
  schemas(
    _options: Page & { prefix?: string; deleted?: boolean; latestOnly?: boolean; ruleType?: string } = {},
  ): Promise<SchemaVersion[]> {
    throw notBuilt()
  }

  /** @param options.prefix - `:*:` and `:.ctx:` choose contexts; every context where absent. */
  subjects(_options: Page & { prefix?: string; deleted?: boolean; deletedOnly?: boolean } = {}): Promise<string[]> {
    throw notBuilt()
  }

  versions(
    _subject: string,
    _options: Page & { deleted?: boolean; deletedOnly?: boolean; deletedAsNegative?: boolean } = {},
  ): Promise<number[]> {
    throw notBuilt()
  }

  version(_subject: string, _version: VersionSelector, _options: { deleted?: boolean } = {}): Promise<SchemaVersion> {
    throw notBuilt()
  }

  /** The highest version whose metadata has all these properties. */
  versionWithMetadata(
    _subject: string,
    _properties: Readonly<Record<string, string>>,
    _options: { deleted?: boolean } = {},
  ): Promise<SchemaVersion> {
    throw notBuilt()
  }

  /** Ids of the schemas that refer to a version. */
  referencedBy(
    _subject: string,
    _version: VersionSelector,
    _options: Page & { deleted?: boolean } = {},
  ): Promise<number[]> {
    throw notBuilt()
  }

  /** @returns the versions that were deleted, ascending. */
  deleteSubject(_subject: string, _options: WriteOptions & { permanent?: boolean } = {}): Promise<number[]> {
    throw notBuilt()
  }

  /** @returns the version that was deleted. */
  deleteVersion(
    _subject: string,
    _version: VersionSelector,
    _options: WriteOptions & { permanent?: boolean } = {},
  ): Promise<number> {
    throw notBuilt()
  }

  /**
   * Config for GET: what was set, with a level always filled in.
   *
   * @param subject - none for the global config.
   * @throws {RegistryError} `configNotFound` where nothing is set on the subject, without `defaultToGlobal`.
   */
  config(_subject?: string, _options: { defaultToGlobal?: boolean } = {}): Promise<Config> {
    throw notBuilt()
  }

  /** @returns the whole stored config after the patch, without defaults. */
  setConfig(_subject: string | undefined, _patch: ConfigPatch, _options: WriteOptions = {}): Promise<Config> {
    throw notBuilt()
  }

  /** @returns the config that was deleted, with a level always filled in. */
  deleteConfig(_subject?: string, _options: WriteOptions = {}): Promise<Config> {
    throw notBuilt()
  }

  /** What holds for registrations in a subject, inheritance and defaults included. */
  effectiveConfig(_subject: string): Promise<Config & { compatibilityLevel: CompatibilityLevel }> {
    throw notBuilt()
  }

  /** The subject itself, or the one that its config names as alias. */
  resolveAlias(_subject: string): Promise<string> {
    throw notBuilt()
  }

  mode(_subject?: string, _options: { defaultToGlobal?: boolean } = {}): Promise<Mode> {
    throw notBuilt()
  }

  /** @param mode - any case; `null` clears. */
  setMode(
    _subject: string | undefined,
    _mode: string | null,
    _options: WriteOptions & { force?: boolean } = {},
  ): Promise<Mode | null> {
    throw notBuilt()
  }

  /** @returns the mode that was deleted; `undefined` where none was and `recursive` was asked for. */
  deleteMode(_subject?: string, _options: WriteOptions & { recursive?: boolean } = {}): Promise<Mode | undefined> {
    throw notBuilt()
  }

  contexts(_options: Page & { prefix?: string } = {}): Promise<string[]> {
    throw notBuilt()
  }

  deleteContext(_context: string, _options: WriteOptions = {}): Promise<void> {
    throw notBuilt()
  }
}

function notBuilt(): Error {
  return new Error('not built yet')
}
