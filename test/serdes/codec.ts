/** Definitions compiled without a registry: what one schema writes, read as another. */

import { type AvroSchema, defineAvro, SerdesError } from '@schemalog/serdes'
import type { Codec, CodecOptions } from '../../serdes/definition.ts'

const defaults: CodecOptions = { longs: 'bigint', logicalTypes: true, validate: true }

export function compileAvro(schema: AvroSchema, options: Partial<CodecOptions> = {}): Promise<Codec> {
  return defineAvro('test-value', schema).compile({ ...defaults, ...options })
}

/** The payload that a schema writes for a value, without the frame. */
export async function writeAvro(schema: AvroSchema, value: unknown, options?: Partial<CodecOptions>): Promise<Buffer> {
  return (await compileAvro(schema, options)).encode(1, value).subarray(5)
}

/** Reads a payload of the writer's schema as the reader's. */
export async function readAvro(
  writer: AvroSchema,
  reader: AvroSchema,
  payload: Uint8Array,
  options?: Partial<CodecOptions>,
): Promise<unknown> {
  const codec = await compileAvro(reader, options)
  const { text } = defineAvro('test-value', writer)
  return codec.decoder({ schemaType: 'AVRO', text, references: [] })(Buffer.from(payload), 0)
}

export async function roundTrip(schema: AvroSchema, value: unknown, options?: Partial<CodecOptions>): Promise<unknown> {
  return readAvro(schema, schema, await writeAvro(schema, value, options), options)
}

/** Writes with one schema, reads with another. */
export async function evolve(
  writer: AvroSchema,
  reader: AvroSchema,
  value: unknown,
  options?: Partial<CodecOptions>,
): Promise<unknown> {
  return readAvro(writer, reader, await writeAvro(writer, value, options), options)
}

/** For assert.rejects and assert.throws: an error of the table with these details. */
export function serdesError(key: string, details: object = {}): (error: unknown) => boolean {
  return (error) => {
    if (!(error instanceof SerdesError)) throw error
    const known: Record<string, unknown> = { key: error.key, ...error.details }
    const wanted: Record<string, unknown> = { key, ...details }
    for (const [name, expected] of Object.entries(wanted)) {
      const matches = expected instanceof RegExp ? expected.test(String(known[name])) : known[name] === expected
      if (!matches) throw new Error(`${name} is ${JSON.stringify(known[name])}, not ${expected}`, { cause: error })
    }
    return true
  }
}
