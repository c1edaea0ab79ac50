/** The registry: what clients may ask, each question one method. */

import type { SchemaType } from '../schemas/index.ts'
import type { Association, AssociationFilter } from './associations/association.ts'
import {
  type AssociationsQuery,
  associationsOf,
  type EndOptions,
  endAssociations,
  listAssociations,
} from './associations/associations.ts'
import { type AssociationOptions, type AssociationsAnswer, changeAssociations } from './associations/change.ts'
import type { AssociationsRequest } from './associations/request.ts'
import type { ChangeHead } from './changes/change.ts'
import type { FeedPage, FeedQuery } from './changes/feed.ts'
import { type Reading, readingAt } from './changes/historical-reads.ts'
import { type Verification, type VerificationOptions, verifyChanges } from './changes/verification.ts'
import { type CompatibilityAnswer, checkRequest, type ExplainedAnswer, explainRequest } from './compatibility/check.ts'
import type { CompatibilityLevel } from './compatibility/level.ts'
import type { RegisterRequest, Registration } from './content/register-request.ts'
import type { RegisteredSchema, SchemaVersion } from './content/schema-content.ts'
import { Core, type CoreOptions } from './core.ts'
import type { Page } from './page.ts'
import {
  type ListedSchema,
  listContextCounters,
  listContexts,
  listReferrers,
  listSchemas,
  listSubjects,
  listVersions,
  type SchemasOptions,
  type SubjectsOptions,
  type VersionsOptions,
} from './reading/listing.ts'
import { type Presentation, present, type Tagged } from './reading/presentation.ts'
import {
  idsOfGuid,
  type SchemaById,
  schemaByGuid,
  schemaById,
  schemaOfVersion,
  type UsesOptions,
  usesOfId,
  versionWithMetadata,
} from './reading/reading.ts'
import { type VersionDetails, versionDetails, versionSummaries } from './reading/version-details.ts'
import { type BatchAnswer, type BatchOptions, type BatchRequest, registerBatch } from './registration/batch.ts'
import { lookUpSchema } from './registration/lookup.ts'
import { type RegisterOptions, registerSchema } from './registration/registration.ts'
import { type TagRequest, tagVersion } from './registration/tagging.ts'
import { removeContext } from './removal/context-removal.ts'
import { type DeleteOptions, deleteSubject, deleteVersion } from './removal/deletion.ts'
import type { StoredVersion } from './schema-store.ts'
import type { Config, ConfigPatch } from './scopes/config.ts'
import type { Mode } from './scopes/mode.ts'
import {
  aliasOf,
  changeConfig,
  configInForce,
  lastingAliasOf,
  readConfig,
  removeConfig,
  type ShownConfig,
} from './scopes/scope-config.ts'
import { changeMode, readMode, removeMode } from './scopes/scope-mode.ts'
import { type ListedScope, listScopes, type ScopesOptions } from './scopes/scopes.ts'
import { formatSubject, parseSubject } from './subjects/subject-name.ts'
import type { VersionSelector } from './subjects/version-selector.ts'
import type { WriteOptions } from './write-options.ts'

export type RegistryOptions = CoreOptions

/** Of reads that can be answered as of an earlier time. */
interface AsOf {
  /** RFC 3339, milliseconds since 1970, or `sequence:42`; the present where absent or empty. */
  readonly asOf?: string
}

/** Refusals are {@link RegistryError}; subjects are names as clients write them, `:.ctx:name` outside the default context. */
export class Registry {
  readonly #core: Core

  constructor(options: RegistryOptions) {
    this.#core = new Core(options)
  }

  /**
   * Another number whenever something that was answered before may have become untrue; so what was answered since a
   * number was read may be answered again as long as it still holds.
   */
  get knowledge(): number {
    return this.#core.knowledge
  }

  stillHolds(knowledge: number): boolean {
    return this.#core.stillHolds(knowledge)
  }

  /** Ends the threads of the registry; its store belongs to whoever opened it. */
  close(): Promise<void> {
    return this.#core.work.close()
  }

  /** The schema types that can be registered. */
  types(): SchemaType[] {
    return this.#core.work.types()
  }

  /** Registers a schema; one that the subject has already keeps its version. */
  async register(
    subject: string,
    request: RegisterRequest,
    options: RegisterOptions & Presentation = {},
  ): Promise<Registration> {
    const registration = await registerSchema(this.#core, subject, request, options)
    this.#core.metrics.registered(registration)
    return this.#present(registration, options)
  }

  /** Registers several schemas, all or none; or tells what would come of it. */
  async registerAll(requests: readonly BatchRequest[], options: BatchOptions = {}): Promise<BatchAnswer> {
    const answer = await registerBatch(this.#core, requests, options)
    if (answer.registered)
      for (const { registration } of answer.results) if (registration) this.#core.metrics.registered(registration)
    return answer
  }

  /** Registers a version anew with other tags, metadata or rules. */
  async tagVersion(
    subject: string,
    version: VersionSelector,
    request: TagRequest,
    options: WriteOptions = {},
  ): Promise<Registration> {
    const registration = await tagVersion(this.#core, subject, version, request, options)
    this.#core.metrics.registered(registration)
    return registration
  }

  /** The version of a subject that holds a schema. */
  async lookup(
    subject: string,
    request: RegisterRequest,
    options: { normalize?: boolean; deleted?: boolean } & Presentation = {},
  ): Promise<SchemaVersion> {
    return this.#present(await lookUpSchema(this.#core, subject, request, options), options)
  }

  /** @param version - one version to compare with; without it all that the level asks for. */
  checkCompatibility(
    subject: string,
    version: VersionSelector | undefined,
    request: RegisterRequest,
    options: { normalize?: boolean; verbose?: boolean } = {},
  ): Promise<CompatibilityAnswer> {
    return checkRequest(this.#core, subject, version, request, options)
  }

  /** A check with fixes, records and warnings. @param options.level - that of the subject where absent. */
  explainCompatibility(
    subject: string,
    version: VersionSelector | undefined,
    request: RegisterRequest,
    options: { normalize?: boolean; level?: CompatibilityLevel | undefined } = {},
  ): Promise<ExplainedAnswer> {
    return explainRequest(this.#core, subject, version, request, options)
  }

  async schemaById(
    schemaId: number,
    options: { subject?: string; fetchMaxId?: boolean } & Presentation = {},
  ): Promise<SchemaById & Tagged> {
    return this.#present(await schemaById(this.#core, schemaId, options), options)
  }

  schemaByGuid(guid: string, options: Pick<Presentation, 'format'> = {}): Promise<RegisteredSchema> {
    return schemaByGuid(this.#core, guid, options)
  }

  idsOfGuid(guid: string): Promise<{ context: string; id: number }[]> {
    return idsOfGuid(this.#core, guid)
  }

  async subjectsOfId(schemaId: number, options: UsesOptions = {}): Promise<string[]> {
    return (await usesOfId(this.#core, schemaId, options)).map(formatSubject)
  }

  async versionsOfId(schemaId: number, options: UsesOptions = {}): Promise<{ subject: string; version: number }[]> {
    const uses = await usesOfId(this.#core, schemaId, options)
    return uses.map((row) => ({ subject: formatSubject(row), version: row.version }))
  }

  schemas(options: SchemasOptions = {}): Promise<ListedSchema[]> {
    return listSchemas(this.#core, options)
  }

  async subjects(options: SubjectsOptions & AsOf = {}): Promise<string[]> {
    return listSubjects(await readingAt(this.#core, options.asOf), options)
  }

  async versions(subject: string, options: VersionsOptions & AsOf = {}): Promise<number[]> {
    return listVersions(await readingAt(this.#core, options.asOf), subject, options)
  }

  async version(
    subject: string,
    version: VersionSelector,
    options: { deleted?: boolean } & AsOf & Presentation = {},
  ): Promise<SchemaVersion & Tagged> {
    const reading = await readingAt(this.#core, options.asOf)
    return this.#present(await schemaOfVersion(reading, subject, version, options), options, reading)
  }

  /** The highest version whose metadata has all these properties. */
  async versionWithMetadata(
    subject: string,
    properties: Readonly<Record<string, string>>,
    options: { deleted?: boolean } & Presentation = {},
  ): Promise<SchemaVersion> {
    return this.#present(await versionWithMetadata(this.#core, subject, properties, options), options)
  }

  /** A version with all that is known of it. */
  versionDetails(
    subject: string,
    version: VersionSelector,
    options: { deleted?: boolean } = {},
  ): Promise<VersionDetails> {
    return versionDetails(this.#core, subject, version, options)
  }

  /** The versions of a subject without their schemas. */
  versionSummaries(subject: string, options: { deleted?: boolean } = {}): Promise<readonly StoredVersion[]> {
    return versionSummaries(this.#core, subject, options)
  }

  /** Ids of the schemas that refer to a version. */
  referencedBy(
    subject: string,
    version: VersionSelector,
    options: Page & { deleted?: boolean } = {},
  ): Promise<number[]> {
    return listReferrers(this.#core, subject, version, options)
  }

  /** @returns the versions that were deleted, ascending. */
  deleteSubject(subject: string, options: DeleteOptions = {}): Promise<number[]> {
    return deleteSubject(this.#core, subject, options)
  }

  /** @returns the version that was deleted. */
  deleteVersion(subject: string, version: VersionSelector, options: DeleteOptions = {}): Promise<number> {
    return deleteVersion(this.#core, subject, version, options)
  }

  /**
   * Config for GET: what was set, with a level always filled in.
   *
   * @param subject - none for the global config.
   */
  async config(subject?: string, options: { defaultToGlobal?: boolean } & AsOf = {}): Promise<ShownConfig> {
    return readConfig(await readingAt(this.#core, options.asOf), subject, options)
  }

  /** @returns the whole stored config after the patch, without defaults. */
  setConfig(subject: string | undefined, patch: ConfigPatch, options: WriteOptions = {}): Promise<Config> {
    return changeConfig(this.#core, subject, patch, options)
  }

  /** @returns the config that was deleted, with a level always filled in. */
  deleteConfig(subject?: string, options: WriteOptions = {}): Promise<ShownConfig> {
    return removeConfig(this.#core, subject, options)
  }

  /** What holds for registrations in a subject, inheritance and defaults included. */
  effectiveConfig(subject: string): Promise<ShownConfig> {
    return configInForce(this.#core, subject)
  }

  /** The subject itself, or the one that its config names as alias. */
  resolveAlias(subject: string): Promise<string> {
    return aliasOf(this.#core, subject)
  }

  /** The same for a subject in whose context an id is read: answered however long the database is away. */
  resolveAliasOfId(subject: string): Promise<string> {
    return lastingAliasOf(this.#core, subject)
  }

  async mode(subject?: string, options: { defaultToGlobal?: boolean } & AsOf = {}): Promise<Mode> {
    return readMode(await readingAt(this.#core, options.asOf), subject, options)
  }

  /** @param mode - in any case; `null` clears. */
  setMode(
    subject: string | undefined,
    mode: string | null,
    options: WriteOptions & { force?: boolean } = {},
  ): Promise<Mode | null> {
    return changeMode(this.#core, subject, mode, options)
  }

  /** @returns the mode that was deleted; `undefined` where none was and `recursive` was asked for. */
  deleteMode(subject?: string, options: WriteOptions & { recursive?: boolean } = {}): Promise<Mode | undefined> {
    return removeMode(this.#core, subject, options)
  }

  /** What is set on scopes, wherever something is. */
  scopes(options: ScopesOptions = {}): Promise<ListedScope[]> {
    return listScopes(this.#core, options)
  }

  /** Contexts that have had a registration, with the id that each gives next. */
  contextCounters(options: Page = {}): Promise<{ context: string; nextSchemaId: number }[]> {
    return listContextCounters(this.#core, options)
  }

  contexts(options: Page & { prefix?: string } = {}): Promise<string[]> {
    return listContexts(this.#core, options)
  }

  /** @param context - `.ctx` or `:.ctx:`. */
  deleteContext(context: string, options: WriteOptions = {}): Promise<void> {
    return removeContext(this.#core, context, options)
  }

  /** A page of the change log. */
  changes(query: FeedQuery): Promise<FeedPage> {
    return this.#core.feed.page(query)
  }

  /** Waits for a change after one that is known: until there is one, or the time is up, or the signal comes. */
  waitForChanges(after: number, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return this.#core.feed.wait(after, timeoutMs, signal)
  }

  /**
   * Told by whoever follows the log for long. @returns what is to be called once, at the end.
   *
   * @throws {RegistryError} `tooManyListeners` where no more can.
   */
  followChanges(): () => void {
    return this.#core.feed.follow()
  }

  /** The end of the change log. */
  changeHead(): Promise<ChangeHead> {
    return this.#core.changes.findChangeHead()
  }

  /** Checks the seals of the change log, a bounded number of them; `through` and `hash` of the answer are where to go on. */
  verifyChanges(options: VerificationOptions = {}): Promise<Verification> {
    return verifyChanges(this.#core.changes, options)
  }

  #present<Shown extends SchemaVersion>(
    shown: Shown,
    presentation: Presentation,
    reading: Reading = this.#core,
  ): Promise<Shown & Tagged> {
    return present(reading, parseSubject(shown.subject).context, shown, presentation)
  }

  /** What resources and subjects say of each other, by resource, then type. */
  associations(query: AssociationsQuery): Promise<Association[]> {
    return listAssociations(this.#core, query)
  }

  /** The associations of one resource. */
  associationsOf(filter: AssociationFilter, options: { schemas: boolean }): Promise<AssociationsAnswer> {
    return associationsOf(this.#core, filter, options)
  }

  /** Makes, changes and ends associations of one resource: all that is asked for, or nothing. */
  changeAssociations(request: AssociationsRequest, options: AssociationOptions = {}): Promise<AssociationsAnswer> {
    return changeAssociations(this.#core, request, options)
  }

  endAssociations(resourceId: string, options: EndOptions = {}): Promise<void> {
    return endAssociations(this.#core, resourceId, options)
  }
}
