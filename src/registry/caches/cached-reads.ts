/** Reads that are answered from memory for as long as the change clock knows them to be true. */

import type { CacheUse } from '../../telemetry/index.ts'
import type { Association, AssociationFilter } from '../associations/association.ts'
import type { ChangeFilter, ChangeHead, SealedRecord } from '../changes/change.ts'
import type {
  Change,
  ContextRow,
  HistoryReads,
  SchemaReads,
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
} from '../schema-store.ts'
import { subjectScopes } from '../scopes/scope.ts'
import type { ChangeClock } from './change-clock.ts'
import { answerKeys, type Untrue } from './changed-answers.ts'
import { RememberedAnswers } from './remembered-answers.ts'

export class CachedReads implements SchemaReads, HistoryReads {
  readonly #store: SchemaReads & HistoryReads
  readonly #clock: ChangeClock
  readonly #answers: RememberedAnswers
  /** What decides about a subject: its versions, and what is set above it. */
  readonly #subjects: RememberedAnswers
  /** Apart from the others, because a change of one scope is felt in all below it: they are forgotten together. */
  readonly #settings: RememberedAnswers

  constructor(store: SchemaReads & HistoryReads, clock: ChangeClock, maxBytes: number) {
    this.#store = store
    this.#clock = clock
    this.#answers = new RememberedAnswers(clock, maxBytes / 4)
    this.#subjects = new RememberedAnswers(clock, maxBytes / 2)
    this.#settings = new RememberedAnswers(clock, maxBytes / 4)
  }

  /** How each cache is used, by name. */
  get uses(): Record<'ids' | 'versions' | 'settings', () => CacheUse> {
    return { ids: () => this.#answers.use, versions: () => this.#subjects.use, settings: () => this.#settings.use }
  }

  forget({ answers, settings, subjects }: Omit<Untrue, 'schemas'>): void {
    this.#answers.forget(answers)
    this.#subjects.forget(subjects ? 'all' : answers)
    if (settings) this.#settings.forget('all')
  }

  /** The scopes of a subject are always the same, so its name is enough to find them again. */
  loadSubject(subject: SubjectKey, scopes: readonly SubjectKey[]): Promise<SubjectFacts> {
    const read = () => this.#store.loadSubject(subject, scopes)
    return this.#subjects.ask(answerKeys.versions(subject), read, { sequenceOf: ({ sequence }) => sequence })
  }

  /** Whoever reads versions knows their subject by its settings, or will: an alias is one. */
  async loadVersions(subject: SubjectKey): Promise<readonly SubjectVersion[]> {
    return (await this.loadSubject(subject, subjectScopes(subject))).versions
  }

  /** Part of what an id means, which, like a guid, readers of old records must be told however long the database is away. */
  loadUses(context: string, schemaId: number): Promise<StoredVersion[]> {
    const read = () => this.#store.loadUses(context, schemaId)
    return this.#answers.ask(answerKeys.uses(context, schemaId), read, { lasting: true })
  }

  loadContextsOf(subject: string): Promise<string[]> {
    const read = () => this.#store.loadContextsOf(subject)
    return this.#answers.ask(answerKeys.contextsOf(subject), read, { lasting: true })
  }

  loadSchemasByGuid(guid: string): Promise<StoredSchema[]> {
    const read = () => this.#store.loadSchemasByGuid(guid)
    return this.#answers.ask(answerKeys.guid(guid), read, { lasting: true })
  }

  /** One scope alone is asked for its alias, which belongs to what an id means. */
  loadSettings(scopes: readonly SubjectKey[], { lasting = false } = {}): Promise<ScopeSettings[]> {
    const read = () => this.#store.loadSettings(scopes)
    const [own, ...others] = scopes
    if (own && others.length === 0) return this.#answers.ask(answerKeys.ownSettings(own), read, { lasting })
    const names = JSON.stringify(scopes.map(({ context, subject }) => [context, subject]))
    return this.#settings.ask(names, read, { lasting })
  }

  findMaxSchemaId(context: string): Promise<number> {
    return this.#answers.ask(answerKeys.maxSchemaId(context), () => this.#store.findMaxSchemaId(context))
  }

  /** Schemas have a cache of their own. One that is there never changes; that one is missing may be news. */
  async loadSchemas(context: string, schemaIds: readonly number[]): Promise<StoredSchema[]> {
    const schemas = await this.#store.loadSchemas(context, schemaIds)
    if (schemas.length < schemaIds.length) await this.#clock.afterRead()
    return schemas
  }

  // What follows is asked seldom, or is long.

  findSchemaByFingerprint(context: string, fingerprint: string): Promise<StoredSchema | undefined> {
    return this.#answers.read(() => this.#store.findSchemaByFingerprint(context, fingerprint))
  }

  loadReferrers(target: VersionKey): Promise<StoredVersion[]> {
    return this.#answers.read(() => this.#store.loadReferrers(target))
  }

  loadContexts(): Promise<string[]> {
    return this.#answers.read(() => this.#store.loadContexts())
  }

  loadSubjects(filter: SubjectFilter): Promise<SubjectSummary[]> {
    return this.#answers.read(() => this.#store.loadSubjects(filter))
  }

  loadConfigs(filter: SubjectFilter): Promise<StoredConfig[]> {
    return this.#answers.read(() => this.#store.loadConfigs(filter))
  }

  loadScopes(filter: SubjectFilter): Promise<StoredScope[]> {
    return this.#answers.read(() => this.#store.loadScopes(filter))
  }

  loadContextRows(): Promise<ContextRow[]> {
    return this.#answers.read(() => this.#store.loadContextRows())
  }

  loadVersionsOf(filter: SubjectFilter): Promise<StoredVersion[]> {
    return this.#answers.read(() => this.#store.loadVersionsOf(filter))
  }

  loadChanges(after: number, limit: number, filter?: ChangeFilter): Promise<Change[]> {
    return this.#answers.read(() => this.#store.loadChanges(after, limit, filter))
  }

  loadChangeRecords(after: number, limit: number): Promise<SealedRecord[]> {
    return this.#answers.read(() => this.#store.loadChangeRecords(after, limit))
  }

  findChangeHead(): Promise<ChangeHead> {
    return this.#answers.read(() => this.#store.findChangeHead())
  }

  loadAssociations(filter: AssociationFilter): Promise<Association[]> {
    return this.#answers.read(() => this.#store.loadAssociations(filter))
  }

  findLastSequence(): Promise<number> {
    return this.#answers.read(() => this.#store.findLastSequence())
  }

  findSequenceAt(time: number): Promise<number> {
    return this.#answers.read(() => this.#store.findSequenceAt(time))
  }

  loadVersionsAt(subject: SubjectKey, sequence: number): Promise<StoredVersion[]> {
    return this.#answers.read(() => this.#store.loadVersionsAt(subject, sequence))
  }

  loadSubjectsAt(filter: SubjectFilter, sequence: number): Promise<SubjectSummary[]> {
    return this.#answers.read(() => this.#store.loadSubjectsAt(filter, sequence))
  }

  loadSettingsAt(scopes: readonly SubjectKey[], sequence: number): Promise<ScopeSettings[]> {
    return this.#answers.read(() => this.#store.loadSettingsAt(scopes, sequence))
  }

  loadContents(version: StoredVersion): Promise<Change[]> {
    return this.#answers.read(() => this.#store.loadContents(version))
  }
}
