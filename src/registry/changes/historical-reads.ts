/**
 * The registry as it was: the same questions as of the present, answered out of the change log. Deleted versions are there
 * again, also those that were removed for good: the log keeps every schema that was ever registered.
 */

import { SchemaCache } from '../caches/schema-cache.ts'
import type { Core } from '../core.ts'
import type {
  HistoryReads,
  PointInTimeReads,
  ScopeSettings,
  StoredSchema,
  StoredVersion,
  SubjectFilter,
  SubjectKey,
  SubjectSummary,
  SubjectVersion,
} from '../schema-store.ts'
import type { ChangeContent } from './change.ts'
import { getPoint } from './point-in-time.ts'

/** From where reads are answered: the present, or an earlier time. */
export interface Reading {
  readonly reads: PointInTimeReads
  readonly schemas: SchemaCache
  readonly work: Core['work']
  readonly defaultLevel: Core['defaultLevel']
  readonly rules: Core['rules']
}

/**
 * @param asOf - the present where absent or empty.
 * @throws {RegistryError} `invalidAsOf`.
 */
export async function readingAt(core: Core, asOf: string | undefined): Promise<Reading> {
  if (!asOf) return core
  const sequence = await getPoint(core.changes, asOf)
  // Ids may have meant something else then, so nothing of it is remembered.
  return {
    reads: new HistoricalReads(core.changes, core.reads, sequence),
    schemas: new SchemaCache(0),
    work: core.work,
    defaultLevel: core.defaultLevel,
    rules: core.rules,
  }
}

class HistoricalReads implements PointInTimeReads {
  readonly #log: HistoryReads
  readonly #present: PointInTimeReads
  readonly #sequence: number
  /** Versions that were looked at, by context and schema: an id alone does not say where its schema was registered. */
  readonly #seen = new Map<string, StoredVersion>()

  constructor(log: HistoryReads, present: PointInTimeReads, sequence: number) {
    this.#log = log
    this.#present = present
    this.#sequence = sequence
  }

  async loadVersions(subject: SubjectKey): Promise<SubjectVersion[]> {
    const rows = await this.#log.loadVersionsAt(subject, this.#sequence)
    for (const row of rows) this.#seen.set(keyOf(row.context, row.schemaId), row)
    return rows.map((row) => ({ ...row, fingerprint: undefined, likeness: undefined }))
  }

  async loadSchemas(context: string, schemaIds: readonly number[]): Promise<StoredSchema[]> {
    const schemas: StoredSchema[] = []
    for (const schemaId of schemaIds) {
      const row = this.#seen.get(keyOf(context, schemaId))
      const schema = row && (await this.#findSchema(row))
      if (schema) schemas.push(schema)
    }
    return schemas
  }

  loadSubjects(filter: SubjectFilter): Promise<SubjectSummary[]> {
    return this.#log.loadSubjectsAt(filter, this.#sequence)
  }

  loadSettings(scopes: readonly SubjectKey[]): Promise<ScopeSettings[]> {
    return this.#log.loadSettingsAt(scopes, this.#sequence)
  }

  /** Contexts that have been deleted since are searched only where they are named. */
  async loadContextsOf(subject: string): Promise<string[]> {
    const found: string[] = []
    for (const context of await this.#present.loadContexts()) {
      const rows = await this.#log.loadVersionsAt({ context, subject }, this.#sequence)
      if (rows.length > 0) found.push(context)
    }
    return found
  }

  loadContexts(): Promise<string[]> {
    return this.#present.loadContexts()
  }

  async #findSchema(row: StoredVersion): Promise<StoredSchema | undefined> {
    const changes = await this.#log.loadContents(row)
    const registered = changes.findLast(
      ({ sequence, operation }) => operation === 'register' && sequence <= this.#sequence,
    )
    const { guid, schemaType } = (registered?.after ?? {}) as Partial<StoredSchema>
    if (guid === undefined || schemaType === undefined) return undefined
    const facts = { context: row.context, schemaId: row.schemaId, guid, schemaType }
    if (registered?.content) return toStored(facts, registered.content)
    // A registration from before the log kept schemas: it is still there, or its removal has kept it.
    const [present] = await this.#present.loadSchemas(row.context, [row.schemaId])
    if (present?.guid === guid) return present
    const removed = changes.find(
      ({ sequence, operation, content }) => operation === 'hardDelete' && sequence > this.#sequence && content,
    )
    return removed?.content && toStored(facts, removed.content)
  }
}

function toStored(
  facts: Pick<StoredSchema, 'context' | 'schemaId' | 'guid' | 'schemaType'>,
  { references = [], ...content }: ChangeContent,
): StoredSchema {
  return { ...facts, ...content, references, fingerprint: undefined, likeness: undefined, registeredText: undefined }
}

function keyOf(context: string, schemaId: number): string {
  return `${schemaId}:${context}`
}
