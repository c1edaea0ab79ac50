/** Texts become parsed schemas: by the format that a request names, each text once. */

import type { ResolvedReference, SchemaFormat, SchemaSource, SchemaType } from '../schemas/index.ts'
import { ByteBoundedMap } from './byte-bounded-map.ts'
import { registryErrors } from './errors.ts'
import { resolveReferences } from './references.ts'
import { type SchemaCache, schemaBytes } from './schema-cache.ts'
import type { SchemaReads, StoredSchema } from './schema-store.ts'

const defaultType = 'AVRO'

export class SchemaParser {
  readonly #formats: ReadonlyMap<SchemaType, SchemaFormat>
  readonly #schemas: SchemaCache
  /** Producers send the same text again and again; lookups and checks find it parsed. */
  readonly #parsed: ByteBoundedMap<unknown>
  readonly #canonical = new WeakMap<object, string>()
  readonly #normalized = new WeakMap<object, string>()

  constructor(formats: ReadonlyMap<SchemaType, SchemaFormat>, schemas: SchemaCache, cacheBytes: number) {
    this.#formats = formats
    this.#schemas = schemas
    this.#parsed = new ByteBoundedMap(cacheBytes)
  }

  types(): SchemaType[] {
    return [...this.#formats.keys()]
  }

  /** @throws {RegistryError} `invalidSchemaType`. */
  format(type: string = defaultType): SchemaFormat {
    // Whatever a client sends is looked up; a name that is no type is simply not there.
    const format = this.#formats.get(type as SchemaType)
    if (!format) throw registryErrors.invalidSchemaType(type)
    return format
  }

  /** @throws {SchemaError} where the text is not valid. */
  parse(format: SchemaFormat, source: SchemaSource): unknown {
    const key = cacheKey(format.type, source)
    const cached = this.#parsed.get(key)
    if (cached !== undefined) return cached
    const parsed = format.parse(source)
    this.#parsed.set(key, parsed, schemaBytes(key.length))
    return parsed
  }

  /** The canonical or normalised text of what `parse` gave, printed once. */
  print(format: SchemaFormat, parsed: unknown, normalize: boolean): string {
    const texts = normalize ? this.#normalized : this.#canonical
    const known = typeof parsed === 'object' && parsed !== null ? texts.get(parsed) : undefined
    if (known !== undefined) return known
    const text = normalize ? format.normalized(parsed) : format.canonical(parsed)
    if (typeof parsed === 'object' && parsed !== null) texts.set(parsed, text)
    return text
  }

  /** A schema that is registered already: its soft-deleted references count, and nobody judges it again. */
  parseStored(reads: SchemaReads, schema: StoredSchema): Promise<unknown> {
    return this.#schemas.parsed(schema, async () => {
      const source = { reads, schemas: this.#schemas, context: schema.context, deleted: true }
      const { texts } = await resolveReferences(source, schema.references)
      return this.format(schema.schemaType).parse({ text: schema.schema, references: texts, strict: false })
    })
  }
}

function cacheKey(type: SchemaType, { text, references, strict }: SchemaSource): string {
  const kind = `${type}${strict ? '!' : ''}:`
  if (references.length === 0) return kind + text
  const parts = references.flatMap(({ name, text: referenced }: ResolvedReference) => [name, referenced])
  return kind + JSON.stringify([text, ...parts])
}
