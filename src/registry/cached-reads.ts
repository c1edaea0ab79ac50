/**
 * Reads that are answered from memory until the next write. Everything that a write may change is forgotten at once:
 * writes are rare beside reads, and knowing exactly what each of them touches is how caches come to lie.
 */

import { ByteBoundedMap } from './byte-bounded-map.ts'
import type {
  Change,
  SchemaReads,
  ScopeSettings,
  StoredSchema,
  StoredVersion,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
  SubjectVersion,
  VersionKey,
} from './schema-store.ts'

/** Memory that one answer takes besides its data. */
const answerBytes = 300

export class CachedReads implements SchemaReads {
  readonly #store: SchemaReads
  readonly #answers: ByteBoundedMap<{ readonly value: unknown }>
  /** Questions that are being asked: who asks the same meanwhile waits for the same answer. */
  #asked = new Map<string, Promise<unknown>>()

  constructor(store: SchemaReads, maxBytes: number) {
    this.#store = store
    this.#answers = new ByteBoundedMap(maxBytes)
  }

  /** Called after every write: nothing that was read before it is answered from now on. */
  forget(): void {
    this.#answers.clear()
    // Answers under way may be older than the write. Whoever waits for them asked before it; nobody else may join.
    this.#asked = new Map()
  }

  findSchemaByFingerprint(context: string, fingerprint: string): Promise<StoredSchema | undefined> {
    const key = `fingerprint:${fingerprint}:${context}`
    return this.#remember(key, () => this.#store.findSchemaByFingerprint(context, fingerprint))
  }

  loadVersions(subject: SubjectKey): Promise<SubjectVersion[]> {
    const key = `versions:${subject.context}:${subject.subject}`
    return this.#remember(key, () => this.#store.loadVersions(subject))
  }

  loadUses(context: string, schemaId: number): Promise<StoredVersion[]> {
    return this.#remember(`uses:${schemaId}:${context}`, () => this.#store.loadUses(context, schemaId))
  }

  loadContextsOf(subject: string): Promise<string[]> {
    return this.#remember(`contexts:${subject}`, () => this.#store.loadContextsOf(subject))
  }

  loadSettings(scopes: readonly SubjectKey[]): Promise<ScopeSettings[]> {
    const key = JSON.stringify(scopes.map(({ context, subject }) => [context, subject]))
    return this.#remember(`settings:${key}`, () => this.#store.loadSettings(scopes))
  }

  findMaxSchemaId(context: string): Promise<number> {
    return this.#remember(`max:${context}`, () => this.#store.findMaxSchemaId(context))
  }

  // Schemas by id have a cache of their own that outlives writes; what follows is asked seldom.

  loadSchemas(context: string, schemaIds: readonly number[]): Promise<StoredSchema[]> {
    return this.#store.loadSchemas(context, schemaIds)
  }

  loadSchemasByGuid(guid: string): Promise<StoredSchema[]> {
    return this.#store.loadSchemasByGuid(guid)
  }

  loadReferrers(target: VersionKey): Promise<StoredVersion[]> {
    return this.#store.loadReferrers(target)
  }

  loadContexts(): Promise<string[]> {
    return this.#store.loadContexts()
  }

  loadSubjects(filter: SubjectFilter): Promise<SubjectSummary[]> {
    return this.#store.loadSubjects(filter)
  }

  loadVersionsOf(filter: SubjectFilter): Promise<StoredVersion[]> {
    return this.#store.loadVersionsOf(filter)
  }

  loadChanges(after: number, limit: number): Promise<Change[]> {
    return this.#store.loadChanges(after, limit)
  }

  findLastSequence(): Promise<number> {
    return this.#store.findLastSequence()
  }

  async #remember<Answer>(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key) ?? this.#asked.get(key)
    // The key names the method that gave the answer, so it is of that method's type.
    if (known) return (known instanceof Promise ? known : known.value) as Answer
    const asked = this.#asked
    const answer = ask()
    asked.set(key, answer)
    try {
      const value = await answer
      if (asked === this.#asked) this.#answers.set(key, { value }, key.length * 2 + answerBytes + sizeOf(value))
      return value
    } finally {
      asked.delete(key)
    }
  }
}

/** Answers are plain data; two bytes for each character of their JSON is near what they take. */
function sizeOf(value: unknown): number {
  return 2 * (JSON.stringify(value)?.length ?? 0)
}
