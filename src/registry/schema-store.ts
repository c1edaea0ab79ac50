/** Where the registry keeps what it knows. The interface is the registry's; store/ fills it. */

import type { Association, AssociationFilter } from './associations/association.ts'
import type { Change, ChangeFilter, ChangeReads, Provenance } from './changes/change.ts'
import type { RegisteredSchema } from './content/schema-content.ts'
import type { Config } from './scopes/config.ts'
import type { Mode } from './scopes/mode.ts'
import type { SubjectKey, VersionKey } from './subjects/subject-key.ts'

export type { Change } from './changes/change.ts'
export { defaultContext, type SubjectKey, type VersionKey } from './subjects/subject-key.ts'

/** A schema under its id. Never changes while a version uses it; gone with the last one. */
export interface StoredSchema extends RegisteredSchema {
  readonly context: string
  /** Identity of the content; `undefined` where an import gave the same content another, later id. */
  readonly fingerprint: string | undefined
  /** Equal schemas have equal ones; `undefined` where references are part of what the schema means. */
  readonly likeness: string | undefined
  /** The text as it was sent, where it differs from the canonical one. */
  readonly registeredText: string | undefined
}

/** What is set on one scope; `undefined` where nothing is. */
export interface ScopeSettings {
  readonly config: Config | undefined
  readonly mode: Mode | undefined
}

export interface StoredVersion extends VersionKey {
  readonly schemaId: number
  readonly deleted: boolean
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  readonly createdBy: string
  /** What led to it, where that was told. */
  readonly provenance?: Provenance
}

/** A version of a subject, with as much of its schema as tells whether it may be the one that is looked for. */
export interface SubjectVersion extends StoredVersion {
  readonly fingerprint: string | undefined
  readonly likeness: string | undefined
}

/** Subjects that start with `prefix`, in one context or, where none is given, in all. */
export interface SubjectFilter {
  readonly context?: string | undefined
  readonly prefix: string
}

export interface StoredConfig extends SubjectKey {
  readonly config: Config
}

/** A scope with what is set there, which is something. */
export interface StoredScope extends SubjectKey, ScopeSettings {}

export interface SubjectSummary extends SubjectKey {
  /** Whether a version is left that is not soft-deleted. */
  readonly active: boolean
}

/** The row that a write locks, and the counter of ids. */
export interface ContextRow {
  readonly name: string
  readonly nextSchemaId: number
  /** Time of the first registration, which makes the context appear in lists. */
  readonly registeredAt: number | undefined
}

/** All that decides about a subject, as it was at one moment. */
export interface SubjectFacts {
  /** Soft-deleted ones included, ascending. */
  readonly versions: readonly SubjectVersion[]
  /** What is set on each of the scopes that were asked for, in their order. */
  readonly settings: readonly ScopeSettings[]
  /** Sequence of the last change at that moment. */
  readonly sequence: number
}

/** What can be asked. Lists come in the order that their method names. */
export interface SchemaReads {
  /** Schemas by id, in no order; ids that do not exist are left out. */
  loadSchemas(context: string, schemaIds: readonly number[]): Promise<StoredSchema[]>
  findSchemaByFingerprint(context: string, fingerprint: string): Promise<StoredSchema | undefined>
  /** By context, then id. */
  loadSchemasByGuid(guid: string): Promise<StoredSchema[]>
  /** In one question, because every registration, lookup and check asks for all of it. */
  loadSubject(subject: SubjectKey, scopes: readonly SubjectKey[]): Promise<SubjectFacts>
  /** All versions of a subject, soft-deleted ones included, ascending. */
  loadVersions(subject: SubjectKey): Promise<readonly SubjectVersion[]>
  /** Every version that uses a schema, by subject, then version. */
  loadUses(context: string, schemaId: number): Promise<StoredVersion[]>
  /** Versions that refer to this one, soft-deleted ones included, by context, subject, version. */
  loadReferrers(target: VersionKey): Promise<StoredVersion[]>
  /** Contexts in which a subject of this name has versions, the default one first. */
  loadContextsOf(subject: string): Promise<string[]>
  /** Contexts that have had a registration. */
  loadContexts(): Promise<string[]>
  /** The same with their counters of ids, by name. */
  loadContextRows(): Promise<ContextRow[]>
  loadSubjects(filter: SubjectFilter): Promise<SubjectSummary[]>
  /** Every version of every subject that the filter lets through. */
  loadVersionsOf(filter: SubjectFilter): Promise<StoredVersion[]>
  /** Configs of subjects that the filter lets through; that of a context has the empty subject. */
  loadConfigs(filter: SubjectFilter): Promise<StoredConfig[]>
  /** Scopes on which something is set, by context, then subject; that of a context has the empty subject. */
  loadScopes(filter: SubjectFilter): Promise<StoredScope[]>
  /** What is set on each of these scopes, in their order. */
  loadSettings(scopes: readonly SubjectKey[]): Promise<ScopeSettings[]>
  /** By resource, then type. */
  loadAssociations(filter: AssociationFilter): Promise<Association[]>
  /** 0 where no id was ever given. */
  findMaxSchemaId(context: string): Promise<number>
  /**
   * Changes after a sequence number, in order: at most `limit`, and fewer where they are large, but never none while
   * there are some.
   */
  loadChanges(after: number, limit: number, filter?: ChangeFilter): Promise<Change[]>
  /** Sequence of the last change; 0 where there is none. */
  findLastSequence(): Promise<number>
}

/** What can also be asked of an earlier time. */
export type PointInTimeReads = Pick<
  SchemaReads,
  'loadSchemas' | 'loadVersions' | 'loadContexts' | 'loadContextsOf' | 'loadSubjects' | 'loadSettings'
>

/** That one version refers to another. */
export interface Referral {
  /** Number of the version that is referred to. */
  readonly target: number
  readonly referrer: StoredVersion
}

/** What a write can do. It sees its own writes; nobody else does before it is committed. */
export interface SchemaTransaction extends SchemaReads {
  /** A context that this transaction has locked. */
  context(name: string): ContextRow
  saveContext(row: ContextRow): Promise<void>
  removeContext(name: string): Promise<void>
  insertSchema(schema: StoredSchema): Promise<void>
  /** The content is found under another id from now on. */
  releaseFingerprint(context: string, schemaId: number): Promise<void>
  removeSchemas(context: string, schemaIds: readonly number[]): Promise<void>
  /** Those of the schemas that no version uses. */
  findUnusedSchemas(context: string, schemaIds: readonly number[]): Promise<number[]>
  /** Which versions of a subject others refer to, with each that does; in no order. */
  loadReferrersOfAll(subject: SubjectKey): Promise<Referral[]>
  /** @param references - the versions that this one refers to. */
  insertVersion(version: StoredVersion, references: readonly VersionKey[]): Promise<void>
  softDeleteVersions(subject: SubjectKey, versions: readonly number[]): Promise<void>
  removeVersions(subject: SubjectKey, versions: readonly number[]): Promise<void>
  saveConfig(key: SubjectKey, config: Config | undefined): Promise<void>
  saveMode(key: SubjectKey, mode: Mode | undefined): Promise<void>
  /** Adds an association, or puts it in the place of the one with its guid. */
  /** Collides where its resource has one of its type already. */
  insertAssociation(association: Association): Promise<void>
  /** Nothing else of it ever changes. */
  touchAssociation(guid: string, updatedAt: number): Promise<void>
  removeAssociation(guid: string): Promise<void>
  /**
   * Adds to the change log. Rows are numbered, sealed and written when the work is done, so that the end of the log, which
   * every write needs, is locked last and for as short as can be.
   */
  appendChange(change: Omit<Change, 'sequence' | 'hash'>): Promise<void>
  /** Sequence of the last change that it appended, once it is committed; `undefined` where there was none. */
  readonly lastSequence: number | undefined
}

/** What can be told of an earlier time, out of the change log. */
export interface HistoryReads extends ChangeReads {
  /**
   * The last change that was made until then. Clocks of nodes may differ: of changes within a thousand of each other that
   * were written with times out of order, the one that was committed last counts.
   *
   * @param time - milliseconds since the epoch.
   * @returns 0 where there was none.
   */
  findSequenceAt(time: number): Promise<number>
  /** Versions as they were after a change, ascending; by an index over the subject. */
  loadVersionsAt(subject: SubjectKey, sequence: number): Promise<StoredVersion[]>
  /** Subjects as they were after a change; looks at every change of a version until then. */
  loadSubjectsAt(filter: SubjectFilter, sequence: number): Promise<SubjectSummary[]>
  /** What was set on each of these scopes after a change, in their order; by an index over each. */
  loadSettingsAt(scopes: readonly SubjectKey[], sequence: number): Promise<ScopeSettings[]>
  /** The registrations and removals of one version, with their schemas, in order: there are few. */
  loadContents(version: StoredVersion): Promise<Change[]>
}

/**
 * The store of a registry. Failures of the database come out as `registryErrors.storeUnavailable`, where they pass by
 * themselves, or `storeFailed`; whatever else a transaction's work throws comes out as it is, and nothing of that
 * transaction stays.
 */
export interface SchemaStore extends SchemaReads, HistoryReads {
  /**
   * Runs `work` as one transaction. It first locks the rows of `contexts`, so that two writes to one context follow
   * each other; rows that are missing are made. When the work is done it locks the end of the change log, always last:
   * who waits for it holds nothing that its holder could still want, so that no two writes wait for each other.
   *
   * @param contexts - every context that the write changes or whose versions it relies on.
   * @param work - run again from its beginning where another transaction was in its way, so it changes nothing else.
   */
  transaction<Result>(
    contexts: readonly string[],
    work: (transaction: SchemaTransaction) => Promise<Result>,
  ): Promise<Result>
}
