/** Serdes: everything that needs I/O happens in `prepare`, after which writing and reading are plain functions. */

import type { AvroInput, AvroOutput, ValueTypes } from './avro-types.ts'
import type { Codec, CodecOptions, Decode, SchemaDefinition, SchemaText } from './definition.ts'
import { SerdesError, type SerdesErrorDetails, serdesErrors } from './errors.ts'
import type { JsonValue } from './json-types.ts'
import { isMissing, RegistryClient, type RegistryClientOptions } from './registry-client.ts'
import { asBuffer, frameBytes, isFramed, readSchemaId } from './wire-format.ts'

export interface SerdeOptions {
  /** URL of the registry, several of them, all of the client's options, or a client that others use as well. */
  readonly registry: string | readonly string[] | RegistryClientOptions | RegistryClient
  /**
   * Registers definitions that are not registered yet. Off by default: then `prepare` looks the schema up, and fails
   * where it is not registered.
   */
  readonly register?: boolean
  /** Only reads: `prepare` asks nothing, the declared schema need not be registered, `serialize` throws. */
  readonly readOnly?: boolean
  /** Lets the registry compare normalised texts when it looks for the schema. */
  readonly normalize?: boolean
  /** What an Avro `long` is: `bigint` (the default), `number` (throws outside of 2^53) or `string`. */
  readonly longs?: 'bigint' | 'number' | 'string'
  /** `false` leaves Avro's logical types as their base types; see the README for what they are otherwise. */
  readonly logicalTypes?: boolean
  /** `false` neither checks JSON that is written nor JSON that is read. Avro is always checked. */
  readonly validate?: boolean
  /** Ends everything that waits for the registry. */
  readonly signal?: AbortSignal
}

/** The options that decide types, with their defaults. */
export interface TypesOf<Options> {
  readonly longs: Options extends { readonly longs: infer Longs extends ValueTypes['longs'] } ? Longs : 'bigint'
  readonly logicalTypes: Options extends { readonly logicalTypes: infer Logical extends boolean } ? Logical : true
}

/** Values that a serde of the definition takes. */
export type InputOf<Definition extends SchemaDefinition, Types extends ValueTypes = TypesOf<unknown>> =
  Definition extends SchemaDefinition<'AVRO', infer Schema>
    ? AvroInput<Schema, Types>
    : Definition extends SchemaDefinition<'JSON', infer Schema>
      ? JsonValue<Schema>
      : unknown

/** Values that a serde of the definition gives. */
export type OutputOf<Definition extends SchemaDefinition, Types extends ValueTypes = TypesOf<unknown>> =
  Definition extends SchemaDefinition<'AVRO', infer Schema>
    ? AvroOutput<Schema, Types>
    : Definition extends SchemaDefinition<'JSON', infer Schema>
      ? JsonValue<Schema>
      : unknown

/** Where a record lies; what is given ends up in the error when it cannot be read. */
export interface RecordPlace {
  readonly topic?: string
  readonly partition?: number
  readonly offset?: bigint | number | string
}

/** Sets a registry and how values look; `prepare` gives the serdes. Asks nothing yet. */
export function createSerde<const Options extends SerdeOptions>(options: Options): SerdeFactory<TypesOf<Options>> {
  return new SerdeFactory(options)
}

export class SerdeFactory<Types extends ValueTypes> {
  readonly #options: SerdeOptions
  readonly #client: RegistryClient

  constructor(options: SerdeOptions) {
    this.#options = options
    this.#client = clientOf(options.registry)
  }

  /**
   * Makes one definition ready: its schema is registered or looked up, and compiled.
   *
   * @throws {SerdesError} `schemaNotFound` where it is not registered and `register` is off, `invalidSchema`, or what
   *   the registry answers.
   */
  prepare<Definition extends SchemaDefinition>(
    definition: Definition,
  ): Promise<Serde<InputOf<Definition, Types>, OutputOf<Definition, Types>>>
  /** Makes several ready at once; the serdes come in the same order. */
  prepare<const Definitions extends readonly [SchemaDefinition, SchemaDefinition, ...SchemaDefinition[]]>(
    ...definitions: Definitions
  ): Promise<{
    -readonly [Index in keyof Definitions]: Serde<
      InputOf<Definitions[Index], Types>,
      OutputOf<Definitions[Index], Types>
    >
  }>
  async prepare(...definitions: SchemaDefinition[]): Promise<unknown> {
    const serdes = await Promise.all(definitions.map((definition) => this.#prepareOne(definition)))
    return serdes.length === 1 ? serdes[0] : serdes
  }

  async #prepareOne(definition: SchemaDefinition): Promise<Serde<unknown, unknown>> {
    const { longs = 'bigint', logicalTypes = true, validate = true } = this.#options
    const { subject } = definition
    try {
      const codec = await definition.compile({ longs, logicalTypes, validate } satisfies CodecOptions)
      const schemaId = this.#options.readOnly ? undefined : await this.#findId(definition)
      return new Serde(definition, codec, this.#client, schemaId, this.#options.signal)
    } catch (error) {
      throw error instanceof SerdesError ? error.in({ subject }) : error
    }
  }

  async #findId({ subject, schemaType, text }: SchemaDefinition): Promise<number> {
    const { register = false, normalize = false, signal } = this.#options
    const schema: SchemaText = { schemaType, text, references: [] }
    if (register) return this.#client.register(subject, schema, { normalize, signal })
    try {
      return (await this.#client.lookup(subject, schema, { normalize, signal })).schemaId
    } catch (error) {
      if (!isMissing(error)) throw error
      const reason = `${error.details.reason} Register it, or let createSerde do so with register: true.`
      throw serdesErrors.schemaNotFound({ reason }, { cause: error })
    }
  }
}

function clientOf(registry: SerdeOptions['registry']): RegistryClient {
  if (registry instanceof RegistryClient) return registry
  const isUrls = typeof registry === 'string' || Array.isArray(registry)
  // What is no string and no array has the client's options; Array.isArray does not narrow readonly arrays.
  return new RegistryClient(isUrls ? { urls: registry } : (registry as RegistryClientOptions))
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
      if (!isMissing(error)) throw this.#explained(error, schemaId, undefined)
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

  #explained(error: unknown, schemaId: number | undefined, place: RecordPlace | undefined): unknown {
    if (!(error instanceof SerdesError)) return error
    const known: SerdesErrorDetails = schemaId === undefined ? {} : { schemaId }
    return error.in({ subject: this.subject, ...known, ...place })
  }
}
