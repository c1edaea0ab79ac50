/** A serde: writes and reads the values of one declared schema, by plain functions. */

import type { Codec, Decode, SchemaDefinition, SchemaText } from './definition.ts'
import { SerdesError, type SerdesErrorDetails, serdesErrors } from './errors.ts'
import { isMissing, type RegistryClient } from './registry-client.ts'
import { asBuffer, frameBytes, isFramed, readSchemaId } from './wire-format.ts'

/** Where a record lies; what is given ends up in the error when it cannot be read. */
export interface RecordPlace {
  readonly topic?: string
  readonly partition?: number
  readonly offset?: bigint | number | string
}

/** Writers that a serde keeps compiled; a schema beyond that is compiled again from the client's cache. */
const maxDecoders = 1_000

/** Writes and reads the values of one declared schema. */
export class Serde<Input, Output> {
  readonly subject: string
  /** What `serialize` writes with; `undefined` where the serde only reads. */
  readonly schemaId: number | undefined
  readonly #definition: SchemaDefinition
  readonly #codec: Codec
  readonly #client: RegistryClient
  readonly #signal: AbortSignal | undefined
  readonly #decoders = new Map<number, Decode>()
  #lastId = 0
  #lastDecode: Decode | undefined

  constructor(
    definition: SchemaDefinition,
    codec: Codec,
    client: RegistryClient,
    schemaId: number | undefined,
    signal: AbortSignal | undefined,
  ) {
    this.subject = definition.subject
    this.schemaId = schemaId
    this.#definition = definition
    this.#codec = codec
    this.#client = client
    this.#signal = signal
    if (schemaId !== undefined) this.#addDecoder(schemaId, { ...definition, references: [] })
  }

  /**
   * The framed bytes of a value; null, a tombstone, stays null.
   *
   * @throws {SerdesError} `invalidValue` and others of the table, with the path in the value.
   */
  serialize(value: null): null
  serialize(value: Input): Buffer
  serialize(value: Input | null): Buffer | null
  serialize(value: Input | null): Buffer | null {
    if (value === null) return null
    const { subject, schemaId } = this
    if (schemaId === undefined) throw serdesErrors.readOnly({ subject })
    try {
      return this.#codec.encode(schemaId, value)
    } catch (error) {
      throw error instanceof SerdesError ? error.in({ subject, schemaId }) : error
    }
  }

  /**
   * The value of framed bytes, as the declared schema has it, whichever version wrote them; null stays null.
   *
   * @throws {SerdesError} `schemaNotLoaded` for a schema id that was not met before: `load` and `deserializeAsync`
   *   fetch it. `malformedRecord` and others of the table, with the path in the value.
   */
  deserialize(bytes: null, place?: RecordPlace): null
  deserialize(bytes: Uint8Array, place?: RecordPlace): Output
  deserialize(bytes: Uint8Array | null, place?: RecordPlace): Output | null
  deserialize(bytes: Uint8Array | null, place?: RecordPlace): Output | null {
    if (bytes === null) return null
    let schemaId: number | undefined
    try {
      const record = asBuffer(bytes)
      schemaId = readSchemaId(record)
      // What the codec reads is of the declared schema, from which Output is inferred.
      return this.#decoder(schemaId)(record, frameBytes) as Output
    } catch (error) {
      throw this.#explained(error, schemaId, place)
    }
  }

  /** The same, after fetching the schema that wrote the bytes where it is not known yet. */
  deserializeAsync(bytes: null, place?: RecordPlace): Promise<null>
  deserializeAsync(bytes: Uint8Array, place?: RecordPlace): Promise<Output>
  deserializeAsync(bytes: Uint8Array | null, place?: RecordPlace): Promise<Output | null>
  async deserializeAsync(bytes: Uint8Array | null, place?: RecordPlace): Promise<Output | null> {
    await this.load([bytes])
    return this.deserialize(bytes, place)
  }

  /**
   * Fetches the schemas that wrote these records, each once, so that `deserialize` can read them. A record that nothing
   * can be fetched for is left to `deserialize`, which says what is wrong with it.
   *
   * @throws {SerdesError} `registryUnreachable` and other failures of the registry itself.
   */
  async load(records: Iterable<Uint8Array | null>): Promise<void> {
    const schemaIds = new Set<number>()
    for (const bytes of records) {
      if (bytes !== null && !this.isLoaded(bytes)) schemaIds.add(readSchemaId(asBuffer(bytes)))
    }
    await Promise.all([...schemaIds].map((schemaId) => this.#load(schemaId)))
  }

  /** Whether `deserialize` can read the record, or say what is wrong with it, without `load`. */
  isLoaded(bytes: Uint8Array): boolean {
    if (!isFramed(bytes)) return true
    const schemaId = readSchemaId(asBuffer(bytes))
    return this.#decoders.has(schemaId) || this.#client.isKnown(schemaId, this.subject)
  }

  async #load(schemaId: number): Promise<void> {
    try {
      await this.#client.schemaById(schemaId, { subject: this.subject, signal: this.#signal })
    } catch (error) {
      if (!isMissing(error)) throw this.#explained(error, schemaId)
    }
  }

  #decoder(schemaId: number): Decode {
    if (schemaId === this.#lastId && this.#lastDecode) return this.#lastDecode
    const decode = this.#decoders.get(schemaId) ?? this.#fromCache(schemaId)
    this.#lastId = schemaId
    this.#lastDecode = decode
    return decode
  }

  /** Compiles what `load`, or another serde of the same registry, has fetched. */
  #fromCache(schemaId: number): Decode {
    const schema = this.#cachedSchema(schemaId)
    if (schema === undefined) throw serdesErrors.schemaNotLoaded()
    return this.#addDecoder(schemaId, schema)
  }

  #cachedSchema(schemaId: number): SchemaText | undefined {
    try {
      return this.#client.cachedSchema(schemaId, this.subject)
    } catch (error) {
      if (!isMissing(error)) throw error
      throw serdesErrors.schemaNotFound({ reason: String(error.details.reason) }, { cause: error })
    }
  }

  #addDecoder(schemaId: number, writer: SchemaText): Decode {
    const { schemaType } = this.#definition
    if (writer.schemaType !== schemaType) {
      throw serdesErrors.wrongSchemaType({ expected: schemaType, got: writer.schemaType })
    }
    const decode = this.#codec.decoder(writer)
    this.#decoders.set(schemaId, decode)
    for (const oldest of this.#decoders.keys()) {
      if (this.#decoders.size <= maxDecoders) break
      if (oldest !== this.schemaId) this.#decoders.delete(oldest)
    }
    return decode
  }

  #explained(error: unknown, schemaId: number | undefined, place: RecordPlace = {}): unknown {
    if (!(error instanceof SerdesError)) return error
    // Only these of `place`: a client's whole record would bring the value along, into every log.
    const { topic, partition, offset } = place
    return error.in(withoutUndefined({ subject: this.subject, schemaId, topic, partition, offset }))
  }
}

function withoutUndefined(details: { [Key in keyof SerdesErrorDetails]: SerdesErrorDetails[Key] | undefined }) {
  // What is left has the same names, and no undefined.
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined)) as SerdesErrorDetails
}
