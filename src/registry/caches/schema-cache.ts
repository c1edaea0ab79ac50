/** Stored schemas by id, kept in memory: they never change, so whoever needs one again need not ask the store. */

import type { CacheUse } from '../../telemetry/index.ts'
import type { SchemaReads, StoredSchema } from '../schema-store.ts'
import { ByteBoundedMap } from './byte-bounded-map.ts'

/** Memory that a schema takes besides its text, as an estimate. */
const bytesPerSchema = 1000
const bytesPerCharacter = 2

type SchemaSource = Pick<SchemaReads, 'loadSchemas'>

export class SchemaCache {
  readonly #schemas: ByteBoundedMap<StoredSchema>
  /** Grows when schemas are removed: what was read before that may not be kept after it. */
  #generation = 0

  constructor(maxBytes: number) {
    this.#schemas = new ByteBoundedMap(maxBytes)
  }

  get use(): CacheUse {
    return this.#schemas.use
  }

  /** @returns the schemas in the order of the ids; those that do not exist are left out. */
  async load(reads: SchemaSource, context: string, schemaIds: readonly number[]): Promise<StoredSchema[]> {
    const found = new Map<number, StoredSchema>()
    const missing: number[] = []
    for (const schemaId of new Set(schemaIds)) {
      const schema = this.#schemas.get(key(context, schemaId))
      if (schema) found.set(schemaId, schema)
      else missing.push(schemaId)
    }
    if (missing.length > 0)
      for (const schema of await this.#fetch(reads, context, missing)) found.set(schema.schemaId, schema)
    return schemaIds.flatMap((schemaId) => found.get(schemaId) ?? [])
  }

  async find(reads: SchemaSource, context: string, schemaId: number): Promise<StoredSchema | undefined> {
    const cached = this.#schemas.get(key(context, schemaId))
    return cached ?? (await this.#fetch(reads, context, [schemaId]))[0]
  }

  /** Forgets one: the transaction that wrote it may not have been committed. */
  delete(context: string, schemaId: number): void {
    this.#generation++
    this.#schemas.delete(key(context, schemaId))
  }

  /** Forgets everything: schemas have been removed, and an import may give their ids to others. */
  clear(): void {
    this.#generation++
    this.#schemas.clear()
  }

  async #fetch(reads: SchemaSource, context: string, schemaIds: readonly number[]): Promise<StoredSchema[]> {
    const generation = this.#generation
    const schemas = await reads.loadSchemas(context, schemaIds)
    if (generation === this.#generation)
      for (const schema of schemas) this.#schemas.set(key(context, schema.schemaId), schema, size(schema))
    return schemas
  }
}

function key(context: string, schemaId: number): string {
  return `${schemaId}:${context}`
}

function size(schema: StoredSchema): number {
  const characters = schema.schema.length + (schema.registeredText?.length ?? 0)
  return characters * bytesPerCharacter + bytesPerSchema
}
