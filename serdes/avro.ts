/** Avro: declared schemas, and the codec that a serde writes and reads with. */

import { type AvroDecoder, compileAvroDecoder } from './avro-decoder.ts'
import { type AvroEncoder, compileAvroEncoder } from './avro-encoder.ts'
import { parseAvro } from './avro-parse.ts'
import { AvroReader } from './avro-reader.ts'
import { type AvroType, nameOf } from './avro-schema.ts'
import type { AvroSchema } from './avro-types.ts'
import type { AvroValueOptions } from './avro-values.ts'
import { AvroWriter } from './avro-writer.ts'
import type { Codec, Decode, SchemaDefinition, SchemaText } from './definition.ts'
import { serdesErrors } from './errors.ts'
import { resolveSubject, type SubjectNameStrategy } from './subject-name.ts'

export type AvroDefinition<Schema = unknown> = SchemaDefinition<'AVRO', Schema>

/**
 * Declares an Avro schema. The types of its values are inferred from the literal.
 *
 * @param subject - its subject in the registry, or a strategy that names it after the record.
 * @param schema - the schema as an object, or its JSON text (then the values' types are `unknown`).
 * @throws {SerdesError} `invalidSchema`.
 */
export function defineAvro<const Schema extends AvroSchema>(
  subject: string | SubjectNameStrategy,
  schema: Schema,
): AvroDefinition<Schema> {
  const text = schemaText(schema)
  const type = parseAvro(text)
  return {
    schemaType: 'AVRO',
    subject: resolveSubject(subject, nameOf(type)),
    schema,
    text,
    compile: async (options) => new AvroCodec(type, options),
  }
}

/** The JSON text of a schema that is given as a literal, as a name or as text. */
export function schemaText(schema: AvroSchema): string {
  // A name like `long` is a schema; anything else in a string is JSON.
  if (typeof schema === 'string' && /^\s*["[{]/.test(schema)) return schema
  return JSON.stringify(schema, (_key, value: unknown) => (typeof value === 'bigint' ? rawNumber(value) : value))
}

/** A default of a long beyond 2^53 is declared as bigint, and written with all of its digits (Node 21 and later). */
function rawNumber(value: bigint): unknown {
  // ECMAScript's JSON.rawJSON, which TypeScript does not know yet.
  return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(value.toString())
}

/** Taken while a record is written, so that a getter of the value may serialize as well. */
let idleWriter: AvroWriter | undefined

/** Reading runs no code but ours, so that one is enough. */
const reader = new AvroReader()

class AvroCodec implements Codec {
  readonly #type: AvroType
  readonly #options: AvroValueOptions
  readonly #encode: AvroEncoder
  #tracedEncode: AvroEncoder | undefined

  constructor(type: AvroType, options: AvroValueOptions) {
    this.#type = type
    this.#options = options
    this.#encode = compiled(() => compileAvroEncoder(type, { ...options, traced: false }))
  }

  encode(schemaId: number, value: unknown): Buffer {
    const writer = idleWriter ?? new AvroWriter()
    idleWriter = undefined
    try {
      writer.begin(schemaId)
      this.#encode(writer, value)
      return writer.finish()
    } catch (error) {
      throw this.#locate(writer, value) ?? error
    } finally {
      idleWriter = writer
    }
  }

  decoder({ text, references }: SchemaText): Decode {
    const writer = parseAvro(text, references)
    const decode = this.#compileDecoder(writer, false)
    let tracedDecode: AvroDecoder | undefined
    return (bytes, position) => {
      try {
        return readAvro(decode, bytes, position)
      } catch (error) {
        tracedDecode ??= this.#compileDecoder(writer, true)
        throw failureOf(tracedDecode, bytes, position) ?? error
      }
    }
  }

  #compileDecoder(writer: AvroType, traced: boolean): AvroDecoder {
    return compiled(() => compileAvroDecoder(writer, this.#type, { ...this.#options, traced, bare: true }))
  }

  /** Walks the value once more to find where it went wrong; the fast walk does not keep count of that. */
  #locate(writer: AvroWriter, value: unknown): unknown {
    this.#tracedEncode ??= compiled(() => compileAvroEncoder(this.#type, { ...this.#options, traced: true }))
    writer.begin(0)
    try {
      this.#tracedEncode(writer, value)
    } catch (error) {
      return error
    }
    return undefined
  }
}

/** Reads one value, from `position` to the end of the bytes. */
export function readAvro(decode: AvroDecoder, bytes: Buffer, position: number): unknown {
  try {
    reader.begin(bytes, position)
    const value = decode(reader)
    reader.finish()
    return value
  } finally {
    reader.release()
  }
}

function failureOf(decode: AvroDecoder, bytes: Buffer, position: number): unknown {
  try {
    readAvro(decode, bytes, position)
  } catch (error) {
    return error
  }
  return undefined
}

/** Runs a compiler; a schema that is nested beyond the stack is an invalid schema. */
export function compiled<Result>(compile: () => Result): Result {
  try {
    return compile()
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw serdesErrors.invalidSchema({ reason: 'it is nested too deeply' }, { cause: error })
  }
}
