/** Where serdes come from: a registry and how values look, then everything that needs I/O in `prepare`. */

import type { AvroInput, AvroOutput, ValueTypes } from './avro-types.ts'
import type { CodecOptions, SchemaDefinition, SchemaText } from './definition.ts'
import { SerdesError, serdesErrors } from './errors.ts'
import type { JsonValue } from './json-types.ts'
import { isMissing, RegistryClient, type RegistryClientOptions } from './registry-client.ts'
import { Serde } from './serde.ts'

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
      const reason = `${String(error.details.reason).replace(/\.?$/, '.')} Register it, or let createSerde do so with register: true.`
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
