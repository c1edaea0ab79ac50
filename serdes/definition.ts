/** What a serde needs to know of a schema, whatever its format: each format gives a definition and a codec. */

/** Formats that the registry knows. */
export type SchemaType = 'AVRO' | 'JSON' | 'PROTOBUF'

/** A schema's text, and the texts that it takes names from, dependencies first. */
export interface SchemaText {
  readonly schemaType: SchemaType
  readonly text: string
  readonly references: readonly string[]
}

/** How values look; see {@link SerdeOptions}. */
export interface CodecOptions {
  readonly longs: 'bigint' | 'number' | 'string'
  readonly logicalTypes: boolean
  readonly validate: boolean
}

/** A declared schema and its subject. */
export interface SchemaDefinition<Type extends SchemaType = SchemaType, Schema = unknown> {
  readonly schemaType: Type
  readonly subject: string
  /** As declared; its type gives the types of values. */
  readonly schema: Schema
  /** What is registered. */
  readonly text: string
  /** Makes the functions that write and read; the schema is parsed here, not before. */
  compile(options: CodecOptions): Promise<Codec>
}

export interface Codec {
  /** The framed bytes of a value. */
  encode(schemaId: number, value: unknown): Buffer
  /** Prepares to read what one writer wrote, as the declared schema. Throws `invalidSchema`. */
  decoder(writer: SchemaText): Decode
}

/** Reads the payload of a record, from `position` to its end. */
export type Decode = (bytes: Buffer, position: number) => unknown
